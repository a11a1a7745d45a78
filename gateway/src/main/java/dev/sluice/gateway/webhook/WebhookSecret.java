package dev.sluice.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What an endpoint's calls are signed with, as the specification Standard Webhooks has it:
///
/// ```
/// secret    = "whsec_" base64(key)
/// signature = "v1," base64(HMAC-SHA256(key, id "." seconds "." body))
/// ```
///
/// Prints without the key.
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /// A new secret as its owner sees it. `random` fills an array and must be a strong generator.
    public static String fresh(Consumer<byte[]> random) {
        byte[] key = new byte[KEY_BYTES];
        random.accept(key);
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /// An `IllegalArgumentException` says that it is none.
    public static WebhookSecret of(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a secret begins with " + PREFIX);
        }
        return new WebhookSecret(Base64.getDecoder().decode(text.substring(PREFIX.length())));
    }

    /// As it stands in [WebhookDefined#secret]: no other endpoint's record can take its place.
    public static String sealed(
            String text, TenantId tenant, String webhookId, TenantSecrets secrets) {
        return secrets.sealing(tenant).seal(placeOf(webhookId), text);
    }

    /// Empty: it was sealed with another `tenant.secret`.
    static Optional<WebhookSecret> opened(WebhookDefined endpoint, TenantSecrets secrets) {
        return secrets.sealing(endpoint.tenantId())
                .open(placeOf(endpoint.webhookId()), endpoint.secret())
                .map(WebhookSecret::of);
    }

    private static String placeOf(String webhookId) {
        return webhookId + "/webhook-secret";
    }

    /// The header `webhook-signature`.
    String sign(String callId, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update((callId + "." + at.getEpochSecond() + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HMAC-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret[]";
    }
}

package dev.sluice.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.gateway.rendering.TestSecrets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WebhookSecretTest {
    /// The example that the libraries of standardwebhooks.com are tested with.
    private static final String PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final TenantId ACME = new TenantId("acme");
    private static final TestSecrets SECRETS = new TestSecrets("one");

    @Test
    void signsAsThePublishedExampleSays() {
        // When
        String signature =
                WebhookSecret.of(PUBLISHED)
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                Instant.ofEpochSecond(1_614_265_330),
                                "{\"test\": 2432232314}".getBytes(UTF_8));

        // Then
        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aNewSecretIsRandomAndOfTheFormThatClientsRead() {
        // When
        SecureRandom random = new SecureRandom();
        String one = WebhookSecret.fresh(random::nextBytes);
        String other = WebhookSecret.fresh(random::nextBytes);

        // Then
        assertThat(one).matches("whsec_[A-Za-z0-9+/]{43}=").isNotEqualTo(other);
        assertThat(WebhookSecret.of(one).toString()).doesNotContain(one.substring(6));
        assertThatThrownBy(() -> WebhookSecret.of("sk-" + one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a secret begins with whsec_");
    }

    private static WebhookDefined endpoint(String id, TenantId tenant, String secret) {
        return new WebhookDefined(
                "e",
                tenant,
                Instant.EPOCH,
                id,
                new SensitiveText("https://example.com"),
                List.of(WebhookType.RESPONSE_COMPLETED),
                secret);
    }

    @Test
    void whatIsSealedForOneEndpointOpensForNoOther() {
        // Given
        String sealed = WebhookSecret.sealed(PUBLISHED, ACME, "we_1", SECRETS);

        // Then
        assertThat(sealed).doesNotContain(PUBLISHED.substring(6));
        assertThat(WebhookSecret.opened(endpoint("we_1", ACME, sealed), SECRETS)).isPresent();
        assertThat(WebhookSecret.opened(endpoint("we_2", ACME, sealed), SECRETS)).isEmpty();
        assertThat(WebhookSecret.opened(endpoint("we_1", new TenantId("other"), sealed), SECRETS))
                .isEmpty();
        assertThat(WebhookSecret.opened(endpoint("we_1", ACME, sealed), new TestSecrets("another")))
                .isEmpty();
    }
}

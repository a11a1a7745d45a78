package dev.sluice.masking.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;

/// Which conversation a request belongs to: the one that the client names, else the one that begins
/// like it.
///
/// A beginning is everything up to the first turn of the user, with the end user on whose behalf
/// the client acts. The next turn brings the same history, so it has the same beginning. Two
/// conversations that begin alike share the names of values; what comes back is still only what
/// each request's own texts hold.
///
/// See docs/decisions/006-conversations-and-pseudonyms.md.
public final class ConversationName {
    private ConversationName() {}

    /// The name, which holds no text of the prompt: the beginning goes through a keyed digest.
    public static String of(InferenceSpec spec, TenantId tenant, TenantSecrets secrets) {
        if (spec.conversation() != null) {
            return "id/" + spec.conversation();
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secrets.derive(tenant, "conversation"));
            add(mac, "subject", String.valueOf(spec.subject()));
            switch (spec.prompt()) {
                case Prompt.Text text -> add(mac, "text", text.text().value());
                case Prompt.Chat chat -> addBeginning(mac, chat.messages());
            }
            return "like/" + HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HMAC-SHA256", e);
        }
    }

    private static void addBeginning(Mac mac, List<ChatMessage> messages) {
        for (ChatMessage message : messages) {
            add(mac, message.role(), message.content().value());
            if (message.role().equals("user")) {
                return;
            }
        }
    }

    /// With the length before it, so that no two beginnings run together into the same text.
    private static void add(Mac mac, String role, String text) {
        mac.update((role + "\0" + text.length() + "\0" + text).getBytes(UTF_8));
    }
}

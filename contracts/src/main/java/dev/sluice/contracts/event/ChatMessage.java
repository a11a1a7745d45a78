package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import org.jspecify.annotations.Nullable;

@Doc("One turn of a conversation.")
public record ChatMessage(
        @Doc("system, developer, user, assistant or tool") String role,
        @Doc("what was said") SensitiveText content,
        @Doc("the participant's name, where the client gave one") @Nullable SensitiveText name) {
    private static final int ROLE_LENGTH_MAX = 32;

    public ChatMessage {
        if (role.isEmpty() || role.length() > ROLE_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "role has "
                            + role.length()
                            + " characters, allowed are 1 to "
                            + ROLE_LENGTH_MAX);
        }
        java.util.Objects.requireNonNull(content, "content");
    }
}

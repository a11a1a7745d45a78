package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Doc("One turn of a conversation.")
public record ChatMessage(
        @Doc("system, developer, user, assistant or tool") String role,
        @Doc("what was said") SensitiveText content,
        @Doc("the participant's name, where the client gave one") @Nullable SensitiveText name,
        @Doc("the tools that an assistant called; absent: none") @Nullable List<ToolCall> toolCalls,
        @Doc("of a tool: the number of the call that this is the answer to")
                @Nullable Integer toolCallNumber) {
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
        toolCalls = toolCalls == null ? null : List.copyOf(toolCalls);
        Checks.notNegativeIfSet("toolCallNumber", toolCallNumber);
    }

    /// A turn without tools.
    public ChatMessage(String role, SensitiveText content, @Nullable SensitiveText name) {
        this(role, content, name, null, null);
    }
}

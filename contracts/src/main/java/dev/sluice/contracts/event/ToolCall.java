package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import java.util.Objects;

/// A call that the model made earlier in the conversation. The client's own id of it stays at the
/// gateway: a number says as much, and is no text that would have to be masked.
@Doc("A call of a tool, made earlier in the conversation.")
public record ToolCall(
        @Doc("the call's number in the conversation, from 0") int number,
        @Doc("the name of the tool") SensitiveText name,
        @Doc("the arguments, as JSON text") SensitiveText arguments) {
    public ToolCall {
        Checks.notNegative("call number", number);
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arguments, "arguments");
    }
}

package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import org.jspecify.annotations.Nullable;

/// A function that the model may call. All of it is the caller's text, as sensitive as a prompt.
@Doc("A function that the model may call.")
public record Tool(
        @Doc("its name") SensitiveText name,
        @Doc("what it is for, where the client said so") @Nullable SensitiveText description,
        @Doc("the schema of its arguments, as JSON text") SensitiveText parameters) {
    /// Most tools of a request.
    public static final int COUNT_MAX = 128;

    public static final int NAME_LENGTH_MAX = 64;

    /// As much as a record holds, and so far more than a gateway lets pass: what masking puts in
    /// place of a value may be longer, and must not be refused then.
    static final int TEXT_LENGTH_MAX = 10_485_760;

    public Tool {
        Checks.within("tool name length", name.value().length(), 1, NAME_LENGTH_MAX);
        if (description != null) {
            Checks.text("tool description", description.value(), TEXT_LENGTH_MAX);
        }
        Checks.within("tool parameters length", parameters.value().length(), 1, TEXT_LENGTH_MAX);
    }
}

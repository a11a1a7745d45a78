package dev.sluice.worker.serving;

import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.grammar.call.ToolCallForm;
import org.jspecify.annotations.Nullable;

/// Which form models write calls of tools in. One for all: the grammar holds the others to it too.
public final class ToolCallForms {
    static final ToolCallForm FORM = ToolCallForm.HERMES;

    private ToolCallForms() {}

    /// What records call the form in which the answer may have calls; null: it has none.
    public static @Nullable String nameFor(InferenceSpec spec) {
        return spec.settings().answerFormat() instanceof AnswerFormat.ToolCalls
                ? FORM.name()
                : null;
    }
}

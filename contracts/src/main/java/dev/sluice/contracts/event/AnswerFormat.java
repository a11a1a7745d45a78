package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;

/// What the text of an answer must be. A schema's names and values are the caller's text, as
/// sensitive as a prompt.
public sealed interface AnswerFormat {
    /// Most characters of a schema or an expression.
    int LENGTH_MAX = 131_072;

    @Doc("Any JSON object.")
    record JsonObject() implements AnswerFormat {}

    @Doc("JSON that satisfies a schema.")
    record JsonSchema(@Doc("the schema, as JSON text") SensitiveText schema)
            implements AnswerFormat {
        public JsonSchema {
            Checks.within("schema length", schema.value().length(), 1, LENGTH_MAX);
        }
    }

    @Doc("Text that a regular expression matches from beginning to end.")
    record Pattern(@Doc("the expression") SensitiveText expression) implements AnswerFormat {
        public Pattern {
            Checks.within("expression length", expression.value().length(), 1, LENGTH_MAX);
        }
    }
}

package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import org.jspecify.annotations.Nullable;

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

    @Doc("Calls of the prompt's tools.")
    record ToolCalls(
            @Doc("whether a tool must be called; else the answer may be any text, then calls")
                    boolean required,
            @Doc("place of the only tool that may be called, from 0; absent: all may")
                    @Nullable Integer only,
            @Doc("whether there may be several calls") boolean parallel)
            implements AnswerFormat {
        public ToolCalls {
            Checks.notNegativeIfSet("only", only);
        }
    }
}

package dev.sluice.gateway.admission;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.schema.JsonLiterals;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what the answer's text must be: OpenAI's `response_format`, its `text.format` of a
/// response, vLLM's `structured_outputs`. A format that cannot be granted is refused here, by the
/// keyword's path; so a worker meets only what it can do.
final class AnswerFormatFields {
    private static final String RESPONSE_FORMAT = "response_format";
    private static final String STRUCTURED_OUTPUTS = "structured_outputs";
    private static final String TEXT = "text";
    private static final int NAME_LENGTH_MAX = 64;

    private AnswerFormatFields() {}

    /// Of a chat or a completion.
    static @Nullable AnswerFormat read(Fields body) throws BadField {
        AnswerFormat format = responseFormat(body.object(RESPONSE_FORMAT));
        AnswerFormat structured = structuredOutputs(body.object(STRUCTURED_OUTPUTS));
        if (format != null && structured != null) {
            throw BadField.invalid(
                    STRUCTURED_OUTPUTS, "stands beside 'response_format'; send one of them");
        }
        return format == null ? structured : format;
    }

    /// The name of the field that a chat's format was read from.
    static String fieldIn(Fields body) {
        return body.has(STRUCTURED_OUTPUTS) ? STRUCTURED_OUTPUTS : RESPONSE_FORMAT;
    }

    /// Of a response.
    static @Nullable AnswerFormat readResponse(Fields body) throws BadField {
        Fields text = body.object(TEXT);
        if (text == null) {
            return null;
        }
        Fields format = text.object("format");
        AnswerFormat read = format == null ? null : textFormat(format);
        new Tolerances.Tolerance("medium"::equals, "'medium'").check(text, "verbosity");
        text.refuseOthers();
        return read;
    }

    private static @Nullable AnswerFormat responseFormat(@Nullable Fields format) throws BadField {
        if (format == null) {
            return null;
        }
        AnswerFormat read =
                switch (format.requiredText("type")) {
                    case "text" -> null;
                    case "json_object" -> new AnswerFormat.JsonObject();
                    case "json_schema" -> nestedSchema(format);
                    default -> throw unknownType(format);
                };
        format.refuseOthers();
        return read;
    }

    private static AnswerFormat nestedSchema(Fields format) throws BadField {
        Fields described = format.object("json_schema");
        if (described == null) {
            throw BadField.invalid(format.pathOf("json_schema"), "is missing");
        }
        AnswerFormat schema = describedSchema(described);
        described.refuseOthers();
        return schema;
    }

    /// The same in the form of a response, where all stands on one level.
    private static @Nullable AnswerFormat textFormat(Fields format) throws BadField {
        AnswerFormat read =
                switch (format.requiredText("type")) {
                    case "text" -> null;
                    case "json_object" -> new AnswerFormat.JsonObject();
                    case "json_schema" -> describedSchema(format);
                    default -> throw unknownType(format);
                };
        format.refuseOthers();
        return read;
    }

    private static BadField unknownType(Fields format) {
        return BadField.unsupported(
                format.pathOf("type"), "is none of text, json_object and json_schema");
    }

    /// `strict` has no effect: what is written satisfies the schema either way.
    private static AnswerFormat describedSchema(Fields described) throws BadField {
        String name = described.text("name", NAME_LENGTH_MAX);
        if (name == null || !name.matches("[A-Za-z0-9_-]+")) {
            throw BadField.invalid(
                    described.pathOf("name"),
                    "is missing, or not of letters, digits, hyphens and underscores");
        }
        described.text("description");
        described.flag("strict");
        if (!described.has("schema")) {
            throw BadField.invalid(described.pathOf("schema"), "is missing");
        }
        return schema(described, "schema");
    }

    private static @Nullable AnswerFormat structuredOutputs(@Nullable Fields outputs)
            throws BadField {
        if (outputs == null) {
            return null;
        }
        String expression = outputs.text("regex");
        AnswerFormat read = null;
        if (expression != null) {
            read = pattern(outputs.pathOf("regex"), expression);
        }
        if (outputs.has("json")) {
            if (read != null) {
                throw BadField.invalid(outputs.pathOf("json"), "stands beside 'regex'; send one");
            }
            read = schema(outputs, "json");
        }
        outputs.refuseOthers();
        return read;
    }

    private static AnswerFormat pattern(String path, String expression) throws BadField {
        if (expression.isEmpty()) {
            throw BadField.invalid(path, "is empty");
        }
        require(path, () -> Grammar.ofPattern(expression));
        return new AnswerFormat.Pattern(new SensitiveText(expression));
    }

    private static AnswerFormat schema(Fields fields, String name) throws BadField {
        Object schema = fields.any(name);
        String path = fields.pathOf(name);
        String text = granted(path, () -> JsonLiterals.text(schema));
        if (text.length() > AnswerFormat.LENGTH_MAX) {
            throw BadField.invalid(
                    path,
                    "has " + text.length() + " characters, allowed are " + AnswerFormat.LENGTH_MAX);
        }
        require(path, () -> Grammar.ofSchema(schema));
        return new AnswerFormat.JsonSchema(new SensitiveText(text));
    }

    private static void require(String path, Supplier<Grammar> grammar) throws BadField {
        var _ = granted(path, grammar);
    }

    private static <T> T granted(String path, Supplier<T> wish) throws BadField {
        try {
            return wish.get();
        } catch (GrammarException e) {
            String param = e.path().isEmpty() ? path : path + "." + e.path();
            throw e.fault() == GrammarException.Fault.UNSUPPORTED
                    ? BadField.unsupported(param, e.problem())
                    : BadField.invalid(param, e.problem());
        }
    }
}

package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.regex.Regex;
import dev.sluice.grammar.regex.TextEncoding;

/// `string` with its length, its pattern or its format.
final class TextForm {
    private TextForm() {}

    static int emit(ProgramBuilder builder, Keywords schema, int next) {
        int minLength = schema.count("minLength", 0);
        int maxLength = schema.count("maxLength", ProgramBuilder.UNBOUNDED);
        if (minLength > maxLength) {
            throw GrammarException.invalid(
                    schema.at("minLength"), "is " + minLength + ", but maxLength is " + maxLength);
        }
        if (!schema.hasAny("pattern", "format")) {
            return JsonText.emit(builder, minLength, maxLength, next);
        }
        String keyword = schema.has("pattern") ? "pattern" : "format";
        Regex regex = keyword.equals("pattern") ? pattern(schema) : format(schema);
        int max = maxLength == ProgramBuilder.UNBOUNDED ? -1 : maxLength;
        int end = builder.oneByte('"', next);
        try {
            return builder.oneByte(
                    '"', regex.emit(builder, TextEncoding.JSON, minLength, max, end));
        } catch (GrammarException e) {
            throw e.below(schema.at(keyword));
        }
    }

    private static Regex pattern(Keywords schema) {
        schema.refuse("is not supported beside pattern", "format");
        String source = schema.text("pattern");
        try {
            return Regex.parse(source == null ? "" : source).searching();
        } catch (GrammarException e) {
            throw e.below(schema.at("pattern"));
        }
    }

    private static Regex format(Keywords schema) {
        String name = schema.text("format");
        String expression = name == null ? null : Formats.expressionOf(name);
        if (expression == null) {
            throw GrammarException.unsupported(
                    schema.at("format"), "is not supported; supported are " + Formats.names());
        }
        return Regex.parse(expression).matchingAll();
    }
}

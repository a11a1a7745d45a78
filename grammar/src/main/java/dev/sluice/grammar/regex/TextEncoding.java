package dev.sluice.grammar.regex;

import dev.sluice.grammar.automaton.ProgramBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// How characters are written.
public enum TextEncoding {
    /// As they are, in UTF-8.
    PLAIN,

    /// Inside a JSON string: quotation mark, backslash and control characters as their shortest
    /// escapes, all others as they are. So each text has one form.
    JSON;

    private static final CharSet ESCAPED =
            CharSet.range(0, 0x1F).or(CharSet.of('"')).or(CharSet.of('\\'));

    /// Reads one character of the set, then goes on at `next`.
    public int emit(ProgramBuilder builder, CharSet set, int next) {
        if (this == PLAIN) {
            return Utf8.emit(builder, set, next);
        }
        List<Integer> ways = new ArrayList<>();
        ways.add(Utf8.emit(builder, set.minus(ESCAPED), next));
        for (CharSet.Range range : set.and(ESCAPED).ranges()) {
            for (int character = range.first(); character <= range.last(); character++) {
                ways.add(builder.literal(escape(character), next));
            }
        }
        return builder.split(ways);
    }

    private static byte[] escape(int character) {
        String escaped =
                switch (character) {
                    case '"' -> "\\\"";
                    case '\\' -> "\\\\";
                    case '\b' -> "\\b";
                    case '\f' -> "\\f";
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    case '\t' -> "\\t";
                    default -> "\\u%04x".formatted(character);
                };
        return escaped.getBytes(StandardCharsets.US_ASCII);
    }
}

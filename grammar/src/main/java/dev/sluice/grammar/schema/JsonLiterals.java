package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.ProgramBuilder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values that stand in a schema, as compact JSON.
public final class JsonLiterals {
    private static final int CONTROL_END = 0x20;

    private JsonLiterals() {}

    /// A parsed value as JSON text again: maps, lists, texts, numbers, booleans and null.
    ///
    /// @throws GrammarException if a text has half of a surrogate pair, which is no character
    public static String text(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    static byte[] bytes(@Nullable Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /// One of the values, then on at `next`. Common beginnings are one way, so that a thousand
    /// values are not a thousand ways.
    static int oneOf(ProgramBuilder builder, List<?> values, int next) {
        List<byte[]> texts = values.stream().map(JsonLiterals::bytes).toList();
        return trie(builder, texts, 0, next);
    }

    private static int trie(ProgramBuilder builder, List<byte[]> texts, int from, int next) {
        TreeMap<Integer, List<byte[]>> byFirst = new TreeMap<>();
        List<Integer> ways = new ArrayList<>();
        for (byte[] text : texts) {
            if (text.length == from) {
                ways.add(next);
            } else {
                byFirst.computeIfAbsent(text[from] & 0xFF, _ -> new ArrayList<>()).add(text);
            }
        }
        byFirst.forEach((first, same) -> {
            if (same.size() == 1) {
                byte[] only = same.getFirst();
                byte[] rest = Arrays.copyOfRange(only, from, only.length);
                ways.add(builder.literal(rest, next));
            } else {
                ways.add(builder.bytes(ByteSet.of(first), trie(builder, same, from + 1, next)));
            }
        });
        return builder.split(ways);
    }

    /// Numbers that are equal have one form.
    static boolean isSame(@Nullable Object left, @Nullable Object right) {
        return canonical(left).equals(canonical(right));
    }

    private static Object canonical(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Number number -> decimal(number).stripTrailingZeros();
            case String text -> List.of(text);
            case List<?> list ->
                    List.of("list", list.stream().map(JsonLiterals::canonical).toList());
            case Map<?, ?> map -> {
                Map<String, Object> same = new LinkedHashMap<>();
                map.forEach((key, inner) -> same.put(String.valueOf(key), canonical(inner)));
                yield same;
            }
            default -> value;
        };
    }

    static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    static byte[] quoted(String text) {
        StringBuilder out = new StringBuilder();
        quote(text, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String text -> quote(text, out);
            case List<?> list -> {
                out.append('[');
                String comma = "";
                for (Object element : list) {
                    out.append(comma);
                    write(element, out);
                    comma = ",";
                }
                out.append(']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                String comma = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(comma);
                    quote(String.valueOf(entry.getKey()), out);
                    out.append(':');
                    write(entry.getValue(), out);
                    comma = ",";
                }
                out.append('}');
            }
            default -> out.append(value); // A number or a boolean.
        }
    }

    private static void quote(String text, StringBuilder out) {
        if (text.codePoints().anyMatch(JsonLiterals::isHalf)) {
            throw GrammarException.invalid("", "half of a surrogate pair is no character");
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (character < CONTROL_END) {
                        out.append("\\u%04x".formatted((int) character));
                    } else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}

package dev.sluice.grammar.schema;

import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.ProgramBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// JSON without a schema: one rule that calls itself for what is nested.
final class AnyJson {
    private static final ByteSet SPACE = ByteSet.of(' ');

    private final ProgramBuilder builder;
    private @Nullable Integer rule;

    AnyJson(ProgramBuilder builder) {
        this.builder = builder;
    }

    /// Any value, then on at `next`.
    int value(int next) {
        return builder.call(rule(), next);
    }

    /// Any object, then on at `next`.
    int object(int next) {
        int value = value(builder.end());
        int member = JsonText.emit(builder, 0, ProgramBuilder.UNBOUNDED, colon(builder, value));
        return list(builder, '{', member, '}', 0, ProgramBuilder.UNBOUNDED, next);
    }

    private int rule() {
        if (rule == null) {
            rule = builder.rule();
            int end = builder.end();
            int elements = list(builder, '[', value(end), ']', 0, ProgramBuilder.UNBOUNDED, end);
            int text = JsonText.emit(builder, 0, ProgramBuilder.UNBOUNDED, end);
            int ways =
                    builder.split(
                            object(end),
                            elements,
                            text,
                            Decimals.number(builder, end),
                            word("true"),
                            word("false"),
                            word("null"));
            builder.define(rule, ways);
        }
        return rule;
    }

    private int word(String text) {
        return builder.literal(text.getBytes(StandardCharsets.US_ASCII), builder.end());
    }

    /// `count` elements between brackets. `element` ends with an end.
    static int list(
            ProgramBuilder builder,
            char open,
            int element,
            char close,
            int min,
            int max,
            int next) {
        int end = builder.oneByte(close, next);
        int filled = end;
        if (max > 0) {
            int another = comma(builder, element);
            int maxMore = max == ProgramBuilder.UNBOUNDED ? max : max - 1;
            int more = builder.repeat(Math.max(0, min - 1), maxMore, another, end);
            filled = builder.repeat(1, 1, element, more);
        }
        return builder.oneByte(open, min == 0 ? builder.split(end, filled) : filled);
    }

    static int comma(ProgramBuilder builder, int next) {
        return builder.oneByte(',', maybeSpace(builder, next));
    }

    static int colon(ProgramBuilder builder, int next) {
        return builder.oneByte(':', maybeSpace(builder, next));
    }

    private static int maybeSpace(ProgramBuilder builder, int next) {
        return builder.split(next, builder.bytes(SPACE, next));
    }
}

package dev.sluice.grammar.schema;

import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.ProgramBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decimal numbers between two bounds, digit by digit: a state is how many digits are still to
/// come, whether all so far are those of the lower or of the upper bound, and, where a multiple is
/// asked for, the remainder of what stands there. Used once.
///
/// Without bounds a number has at most [#INTEGER_DIGITS] digits before the point, so that it is
/// exact in a double and comes to an end.
final class Decimals {
    static final int INTEGER_DIGITS = 15;
    static final int FRACTION_DIGITS = 15;
    private static final int EXPONENT_DIGITS = 2;
    private static final ByteSet DIGITS = ByteSet.range('0', '9');
    private static final ByteSet POSITIVE_DIGITS = ByteSet.range('1', '9');

    /// What a number must satisfy. `fractionDigits` 0: an integer; `divisor` 1: any.
    record Limits(
            @Nullable Bound lowest, @Nullable Bound highest, int fractionDigits, int divisor) {
        boolean isNone() {
            return lowest == null && highest == null && divisor == 1;
        }
    }

    /// A bound, which belongs to the range unless it is exclusive.
    record Bound(BigDecimal value, boolean isExclusive) {
        Bound negated() {
            return new Bound(value.negate(), isExclusive);
        }
    }

    private static final Bound ZERO = new Bound(BigDecimal.ZERO, false);
    private static final Bound ABOVE_ZERO = new Bound(BigDecimal.ZERO, true);

    private final ProgramBuilder builder;
    private final Limits limits;
    private final int next;

    private Decimals(ProgramBuilder builder, Limits limits, int next) {
        this.builder = builder;
        this.limits = limits;
        this.next = next;
    }

    static int integer(ProgramBuilder builder, int next) {
        int zero = builder.oneByte('0', next);
        int more = digitsUpTo(builder, INTEGER_DIGITS - 1, next);
        int unsigned = builder.split(zero, builder.bytes(POSITIVE_DIGITS, more));
        return builder.split(unsigned, builder.oneByte('-', unsigned));
    }

    static int number(ProgramBuilder builder, int next) {
        int exponentDigits = builder.bytes(DIGITS, digitsUpTo(builder, EXPONENT_DIGITS - 1, next));
        ByteSet signs = ByteSet.of('+').or(ByteSet.of('-'));
        int signed = builder.split(exponentDigits, builder.bytes(signs, exponentDigits));
        int exponent = builder.bytes(ByteSet.of('e').or(ByteSet.of('E')), signed);
        int fractionEnd = builder.split(next, exponent);
        int fraction = builder.bytes(DIGITS, digitsUpTo(builder, FRACTION_DIGITS - 1, fractionEnd));
        return integer(builder, builder.split(fractionEnd, builder.oneByte('.', fraction)));
    }

    private static int digitsUpTo(ProgramBuilder builder, int count, int next) {
        int at = next;
        for (int i = 0; i < count; i++) {
            at = builder.split(next, builder.bytes(DIGITS, at));
        }
        return at;
    }

    static int within(ProgramBuilder builder, Limits limits, int next) {
        return new Decimals(builder, limits, next).emit();
    }

    private int emit() {
        Bound lowest = limits.lowest();
        Bound highest = limits.highest();
        List<Integer> ways = new ArrayList<>();
        if (highest == null || highest.value().signum() >= 0) {
            Bound from = lowest == null || lowest.value().signum() < 0 ? ZERO : lowest;
            ways.add(new Magnitudes(from, highest).emit());
        }
        if (lowest == null || lowest.value().signum() < 0) {
            Bound from =
                    highest == null || highest.value().signum() >= 0
                            ? ABOVE_ZERO
                            : highest.negated();
            Bound to = lowest == null ? null : lowest.negated();
            ways.add(builder.oneByte('-', new Magnitudes(from, to).emit()));
        }
        return builder.split(ways);
    }

    /// Numbers without a sign between two bounds without one.
    private final class Magnitudes {
        private final Bound from;
        private final @Nullable Bound to;
        private final String fromInteger;
        private final String toInteger;
        private final String fromFraction;
        private final String toFraction;
        private final Map<State, Integer> known = new HashMap<>();

        /// `left` digits to come before the point, or -n after n digits behind it.
        private record State(int left, boolean isLow, boolean isHigh, int remainder) {}

        Magnitudes(Bound from, @Nullable Bound to) {
            this.from = from;
            this.to = to;
            fromInteger = integerDigits(from);
            toInteger = to == null ? "" : integerDigits(to);
            fromFraction = fractionDigits(from);
            toFraction = to == null ? "" : fractionDigits(to);
        }

        int emit() {
            int most =
                    to == null
                            ? Math.max(INTEGER_DIGITS, fromInteger.length())
                            : toInteger.length();
            List<Integer> ways = new ArrayList<>();
            for (int length = fromInteger.length(); length <= most; length++) {
                boolean isLow = length == fromInteger.length();
                boolean isHigh = to != null && length == toInteger.length();
                int lowestDigit = length == 1 ? 0 : 1;
                ways.add(digit(new State(length, isLow, isHigh, 0), lowestDigit));
            }
            return builder.split(ways);
        }

        private int at(State state) {
            Integer same = known.get(state);
            if (same != null) {
                return same;
            }
            int node = state.left() > 0 ? digit(state, 0) : afterDigits(state);
            known.put(state, node);
            return node;
        }

        /// After the integer, or a digit behind the point.
        private int afterDigits(State state) {
            List<Integer> ways = new ArrayList<>();
            if (mayEnd(state)) {
                ways.add(next);
            }
            if (-state.left() < limits.fractionDigits()) {
                int digit = digit(state, 0);
                ways.add(state.left() == 0 ? builder.oneByte('.', digit) : digit);
            }
            return builder.split(ways);
        }

        private int digit(State state, int lowestDigit) {
            int low = state.isLow() ? digitOf(fromInteger, fromFraction, state.left()) : 0;
            int high = state.isHigh() ? digitOf(toInteger, toFraction, state.left()) : 9;
            TreeMap<Integer, ByteSet> byTarget = new TreeMap<>();
            for (int digit = Math.max(low, lowestDigit); digit <= high; digit++) {
                State after =
                        new State(
                                state.left() - 1,
                                state.isLow() && digit == low,
                                state.isHigh() && digit == high,
                                (state.remainder() * 10 + digit) % limits.divisor());
                byTarget.merge(at(after), ByteSet.of('0' + digit), ByteSet::or);
            }
            List<Integer> ways = new ArrayList<>();
            byTarget.forEach((target, digits) -> ways.add(builder.bytes(digits, target)));
            return builder.split(ways);
        }

        private boolean mayEnd(State state) {
            boolean isOverLow =
                    !state.isLow() || (isZeroBehind(fromFraction, state) && !from.isExclusive());
            boolean isUnderHigh =
                    !state.isHigh()
                            || to == null
                            || !isZeroBehind(toFraction, state)
                            || !to.isExclusive();
            return isOverLow && isUnderHigh && state.remainder() == 0;
        }

        private static boolean isZeroBehind(String fraction, State state) {
            int place = Math.min(-state.left(), fraction.length());
            return fraction.substring(place).chars().allMatch(digit -> digit == '0');
        }

        private static int digitOf(String integer, String fraction, int left) {
            if (left > 0) {
                return integer.charAt(integer.length() - left) - '0';
            }
            return -left < fraction.length() ? fraction.charAt(-left) - '0' : 0;
        }
    }

    private static String integerDigits(Bound bound) {
        return bound.value().setScale(0, RoundingMode.DOWN).toBigInteger().toString();
    }

    private static String fractionDigits(Bound bound) {
        String plain = bound.value().toPlainString();
        int point = plain.indexOf('.');
        return point < 0 ? "" : plain.substring(point + 1);
    }
}

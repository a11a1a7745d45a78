package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.schema.Decimals.Bound;
import dev.sluice.grammar.schema.Decimals.Limits;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// `integer` and `number` with their bounds.
final class NumberForm {
    private static final int DIVISOR_MAX = 1_000;
    private static final int BOUND_DIGITS_MAX = 30;

    private NumberForm() {}

    static int integer(ProgramBuilder builder, Keywords schema, int next) {
        BigDecimal divisor = divisor(schema);
        Limits limits =
                new Limits(lowest(schema), highest(schema), 0, wholeDivisor(schema, divisor));
        return limits.isNone()
                ? Decimals.integer(builder, next)
                : Decimals.within(builder, limits, next);
    }

    static int number(ProgramBuilder builder, Keywords schema, int next) {
        BigDecimal divisor = divisor(schema);
        boolean isPlace = divisor.scale() > 0 && divisor.unscaledValue().equals(BigInteger.ONE);
        Bound lowest = lowest(schema);
        Bound highest = highest(schema);
        if (isPlace) {
            int digits = Math.min(divisor.scale(), Decimals.FRACTION_DIGITS);
            return Decimals.within(builder, new Limits(lowest, highest, digits, 1), next);
        }
        if (schema.has("multipleOf")) {
            int whole = wholeDivisor(schema, divisor);
            return Decimals.within(builder, new Limits(lowest, highest, 0, whole), next);
        }
        return lowest == null && highest == null
                ? Decimals.number(builder, next)
                : Decimals.within(
                        builder, new Limits(lowest, highest, Decimals.FRACTION_DIGITS, 1), next);
    }

    private static @Nullable Bound lowest(Keywords schema) {
        Bound inclusive = bound(schema, "minimum", false);
        Bound exclusive = bound(schema, "exclusiveMinimum", true);
        if (inclusive == null || exclusive == null) {
            return inclusive == null ? exclusive : inclusive;
        }
        return exclusive.value().compareTo(inclusive.value()) >= 0 ? exclusive : inclusive;
    }

    private static @Nullable Bound highest(Keywords schema) {
        Bound inclusive = bound(schema, "maximum", false);
        Bound exclusive = bound(schema, "exclusiveMaximum", true);
        if (inclusive == null || exclusive == null) {
            return inclusive == null ? exclusive : inclusive;
        }
        return exclusive.value().compareTo(inclusive.value()) <= 0 ? exclusive : inclusive;
    }

    private static @Nullable Bound bound(Keywords schema, String name, boolean isExclusive) {
        BigDecimal value = decimal(schema, name);
        return value == null ? null : new Bound(value, isExclusive);
    }

    private static @Nullable BigDecimal decimal(Keywords schema, String name) {
        Object value = schema.any(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number) || Double.isNaN(number.doubleValue())) {
            throw GrammarException.invalid(schema.at(name), "a number is expected");
        }
        BigDecimal decimal = JsonLiterals.decimal(number).stripTrailingZeros();
        if (Math.max(decimal.precision(), decimal.precision() - decimal.scale()) > BOUND_DIGITS_MAX
                || decimal.scale() > BOUND_DIGITS_MAX) {
            throw GrammarException.tooLarge(
                    schema.at(name), "has more than " + BOUND_DIGITS_MAX + " digits");
        }
        return decimal;
    }

    private static BigDecimal divisor(Keywords schema) {
        BigDecimal value = decimal(schema, "multipleOf");
        if (value == null) {
            return BigDecimal.ONE;
        }
        if (value.signum() <= 0) {
            throw GrammarException.invalid(schema.at("multipleOf"), "must be above 0");
        }
        return value;
    }

    private static int wholeDivisor(Keywords schema, BigDecimal divisor) {
        if (divisor.scale() > 0 || divisor.compareTo(BigDecimal.valueOf(DIVISOR_MAX)) > 0) {
            throw GrammarException.unsupported(
                    schema.at("multipleOf"),
                    "is supported as an integer from 1 to "
                            + DIVISOR_MAX
                            + ", or 0.1, 0.01, …"
                            + " of a number");
        }
        return divisor.intValueExact();
    }
}

package dev.sluice.worker.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// Python's numbers: `int` is a `Long`, or a `BigInteger` where it does not fit (carried and
/// printed, not computed with); `float` is a `Double`; a `Boolean` counts as 0 or 1.
final class Numbers {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    static Object compact(BigInteger value) {
        boolean fits = value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0;
        return fits ? (Object) value.longValue() : value;
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    /// The value as an exact integer that fits a `long`; empty for anything else.
    static Optional<Long> asLong(Object value) {
        return switch (value) {
            case Long number -> Optional.of(number);
            case Boolean flag -> Optional.of(flag ? 1L : 0L);
            default -> Optional.empty();
        };
    }

    static double toDouble(Object value) {
        return switch (value) {
            case Boolean flag -> flag ? 1 : 0;
            case Number number -> number.doubleValue();
            default -> throw new IllegalStateException("no number: " + Values.typeName(value));
        };
    }

    static int requireInt(Object value, String what) {
        long number =
                asLong(value)
                        .orElseThrow(() ->
                                new JinjaException(
                                        "'"
                                                + what
                                                + "' must be an integer, is "
                                                + Values.typeName(value)));
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static int compare(Object left, Object right) {
        if (isInteger(left) && isInteger(right)) {
            return toBigInteger(left).compareTo(toBigInteger(right));
        }
        return Double.compare(toDouble(left) + 0.0, toDouble(right) + 0.0);
    }

    private static BigInteger toBigInteger(Object value) {
        return value instanceof BigInteger big
                ? big
                : BigInteger.valueOf(asLong(value).orElseThrow());
    }

    /// `repr` of a float: the shortest digits that read back the same, with an exponent below 1e-4
    /// and from 1e16 on.
    static String print(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        return printFinite(new BigDecimal(Double.toString(value)).stripTrailingZeros());
    }

    private static String printFinite(BigDecimal value) {
        String digits = value.unscaledValue().abs().toString();
        int exponent = digits.length() - value.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = value.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String sign = value.signum() < 0 ? "-" : "";
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
    }
}

package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Arguments.Bound;
import dev.sluice.worker.chat.jinja.Expression.BinaryOperator;
import dev.sluice.worker.chat.jinja.Filters.Filter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.Map;

/// Filters that make numbers.
final class NumberFilters {
    private NumberFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("int", (input, arguments, run) -> toInteger(input, arguments));
        table.put("float", (input, arguments, run) -> toFloat(input, arguments));
        table.put("abs", (input, arguments, run) -> absolute(input));
        table.put("round", (input, arguments, run) -> round(input, arguments));
        table.put("sum", NumberFilters::sum);
        table.put("length", (input, arguments, run) -> Values.length(input));
        table.put("count", (input, arguments, run) -> Values.length(input));
    }

    private static Object toInteger(Object input, Arguments arguments) {
        Bound bound = arguments.bind("default", "base");
        Object otherwise = bound.get("default", 0L);
        return switch (input) {
            case Undefined missing -> throw missing.failure();
            case Boolean flag -> flag ? 1L : 0L;
            case Double real -> truncated(real, otherwise);
            case Number integer -> integer;
            case Text text -> parsed(text.value().strip(), bound.count("base", 10), otherwise);
            default -> otherwise;
        };
    }

    private static Object truncated(double value, Object otherwise) {
        return Double.isFinite(value)
                ? Numbers.compact(new BigDecimal(value).toBigInteger())
                : otherwise;
    }

    private static Object parsed(String text, int base, Object otherwise) {
        try {
            return Numbers.compact(new BigInteger(withoutPrefix(text, base), base));
        } catch (NumberFormatException e) {
            return isPlainFloat(text) ? truncated(Double.parseDouble(text), otherwise) : otherwise;
        }
    }

    private static String withoutPrefix(String text, int base) {
        String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "\0";
        return text.toLowerCase(java.util.Locale.ROOT).startsWith(prefix)
                ? text.substring(2)
                : text;
    }

    /// Java also reads `1f` and `0x1p3`, which Python does not.
    private static boolean isPlainFloat(String text) {
        return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    }

    private static Object toFloat(Object input, Arguments arguments) {
        Object otherwise = arguments.bind("default").get("default", 0.0);
        return switch (input) {
            case Undefined missing -> throw missing.failure();
            case Text text ->
                    isPlainFloat(text.value().strip())
                            ? (Object) Double.valueOf(text.value().strip())
                            : otherwise;
            default -> Numbers.isNumber(input) ? (Object) Numbers.toDouble(input) : otherwise;
        };
    }

    private static Object absolute(Object input) {
        return switch (input) {
            case Double real -> Math.abs(real);
            case Long integer -> Math.abs(integer);
            case Boolean flag -> flag ? 1L : 0L;
            case Undefined missing -> throw missing.failure();
            default ->
                    throw new JinjaException("'abs' needs a number, not " + Values.typeName(input));
        };
    }

    private static Object round(Object input, Arguments arguments) {
        Bound bound = arguments.bind("precision", "method");
        if (!Numbers.isNumber(input)) {
            throw new JinjaException("'round' needs a number, not " + Values.typeName(input));
        }
        int precision = bound.count("precision", 0);
        RoundingMode mode =
                switch (bound.text("method", "common").value()) {
                    case "common" -> RoundingMode.HALF_EVEN;
                    case "ceil" -> RoundingMode.CEILING;
                    case "floor" -> RoundingMode.FLOOR;
                    default -> throw new JinjaException("'round' knows common, ceil and floor");
                };
        BigDecimal rounded = new BigDecimal(Numbers.toDouble(input)).setScale(precision, mode);
        boolean staysInteger = mode == RoundingMode.HALF_EVEN && Numbers.isInteger(input);
        return staysInteger
                ? Numbers.compact(rounded.toBigInteger())
                : (Object) rounded.doubleValue();
    }

    private static Object sum(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("attribute", "start");
        Object attribute = bound.get("attribute", None.NONE);
        Operators operators = new Operators(run.budget());
        Object total = bound.get("start", 0L);
        for (Iterator<Object> items = Values.items(input); items.hasNext(); ) {
            Object item = items.next();
            Object term = attribute instanceof None ? item : run.path(item, attribute);
            total = operators.apply(BinaryOperator.ADD, total, term);
        }
        return total;
    }
}

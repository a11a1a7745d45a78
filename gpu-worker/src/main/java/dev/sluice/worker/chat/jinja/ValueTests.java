package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Expression.ComparisonOperator;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// `value is name(arguments)`: Jinja2's tests.
final class ValueTests {
    private static final Map<String, Test> TABLE = new HashMap<>();

    @FunctionalInterface
    private interface Test {
        boolean holds(Object value, Arguments arguments, Budget budget);
    }

    static {
        registerKinds();
        registerStates();
        registerComparisons();
    }

    private ValueTests() {}

    static boolean apply(String name, Object value, Arguments arguments, Budget budget) {
        Test test = TABLE.get(name);
        if (test == null) {
            throw new JinjaException("no test named '" + name + "'");
        }
        return test.holds(value, arguments, budget);
    }

    private static void register(String name, Predicate<Object> predicate) {
        TABLE.put(name, (value, arguments, budget) -> predicate.test(value));
    }

    private static void registerKinds() {
        register("none", value -> value instanceof None);
        register("boolean", value -> value instanceof Boolean);
        register("integer", value -> value instanceof Long || value instanceof BigInteger);
        register("float", value -> value instanceof Double);
        register("number", Numbers::isNumber);
        register("string", value -> value instanceof Text);
        register("mapping", value -> value instanceof Map);
        register("iterable", Values::isIterable);
        register("sequence", ValueTests::isSequence);
        register("callable", value -> value instanceof Callable);
        register("escaped", value -> false);
        register("filter", value -> value instanceof Text name && Filters.exists(name.value()));
        register("test", value -> value instanceof Text name && TABLE.containsKey(name.value()));
    }

    /// Jinja2 asks only for a length and items by key, so texts and mappings pass.
    private static boolean isSequence(Object value) {
        return Values.isIterable(value) && !(value instanceof Lazy);
    }

    private static void registerStates() {
        register("defined", value -> !(value instanceof Undefined));
        register("undefined", value -> value instanceof Undefined);
        register("true", value -> value.equals(true));
        register("false", value -> value.equals(false));
        register("odd", value -> remainder(value, 2) == 1);
        register("even", value -> remainder(value, 2) == 0);
        register("upper", value -> hasCase(value, true));
        register("lower", value -> hasCase(value, false));
        TABLE.put(
                "divisibleby",
                (value, arguments, budget) ->
                        remainder(value, Numbers.requireInt(operand(arguments), "num")) == 0);
    }

    private static long remainder(Object value, long divisor) {
        if (value instanceof Undefined missing) {
            throw missing.failure();
        }
        if (divisor == 0) {
            throw new JinjaException("division by zero");
        }
        return Math.floorMod(
                Numbers.asLong(value)
                        .orElseThrow(() ->
                                new JinjaException(
                                        "needs an integer, not " + Values.typeName(value))),
                divisor);
    }

    private static boolean hasCase(Object value, boolean upper) {
        String text = value instanceof Text own ? own.value() : "";
        String changed = upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
        return text.equals(changed) && text.codePoints().anyMatch(Characters::isCased);
    }

    private static void registerComparisons() {
        Map<String, ComparisonOperator> names = new HashMap<>();
        names.put("eq", ComparisonOperator.EQUAL);
        names.put("equalto", ComparisonOperator.EQUAL);
        names.put("==", ComparisonOperator.EQUAL);
        names.put("ne", ComparisonOperator.UNEQUAL);
        names.put("!=", ComparisonOperator.UNEQUAL);
        names.put("lt", ComparisonOperator.LESS);
        names.put("lessthan", ComparisonOperator.LESS);
        names.put("<", ComparisonOperator.LESS);
        names.put("le", ComparisonOperator.LESS_OR_EQUAL);
        names.put("<=", ComparisonOperator.LESS_OR_EQUAL);
        names.put("gt", ComparisonOperator.GREATER);
        names.put("greaterthan", ComparisonOperator.GREATER);
        names.put(">", ComparisonOperator.GREATER);
        names.put("ge", ComparisonOperator.GREATER_OR_EQUAL);
        names.put(">=", ComparisonOperator.GREATER_OR_EQUAL);
        names.put("in", ComparisonOperator.IN);
        names.forEach((name, operator) ->
                TABLE.put(
                        name,
                        (value, arguments, budget) ->
                                new Operators(budget)
                                        .compare(operator, value, operand(arguments))));
        TABLE.put("sameas", (value, arguments, budget) -> isSame(value, operand(arguments)));
    }

    private static Object operand(Arguments arguments) {
        return arguments.bind("other").required("other");
    }

    /// Python's `is`: values that are one object there, such as `None` and `True`.
    private static boolean isSame(Object value, Object other) {
        boolean sameType = Values.typeName(value).equals(Values.typeName(other));
        return sameType && Comparing.areEqual(value, other);
    }
}

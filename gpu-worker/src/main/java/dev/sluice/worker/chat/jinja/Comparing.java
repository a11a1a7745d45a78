package dev.sluice.worker.chat.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Python's `==` and `<`, over values of any depth.
///
/// A list can hold itself many times over without taking memory, so one comparison may visit a
/// bounded number of values and go down a bounded number of levels.
final class Comparing {
    private static final int VISIT_COUNT_MAX = 1_000_000;
    private static final int DEPTH_MAX = 200;

    private int visitCount;
    private int depth;

    private Comparing() {}

    static boolean areEqual(Object left, Object right) {
        return new Comparing().equal(left, right);
    }

    /// Negative, zero or positive; only like compares with like.
    ///
    /// @param operator for the message
    static int compare(Object left, Object right, String operator) {
        return new Comparing().order(left, right, operator);
    }

    static boolean contains(Object container, Object item) {
        return switch (container) {
            case Text text -> text.value().contains(Values.requireText(item, "in").value());
            case Map<?, ?> map -> map.containsKey(Values.requireHashable(item));
            default -> containsItem(Values.items(container), item);
        };
    }

    private static boolean containsItem(Iterator<Object> items, Object wanted) {
        while (items.hasNext()) {
            if (areEqual(items.next(), wanted)) {
                return true;
            }
        }
        return false;
    }

    private boolean equal(Object left, Object right) {
        enter();
        boolean areNumbers = Numbers.isNumber(left) && Numbers.isNumber(right);
        boolean equal = areNumbers ? Numbers.compare(left, right) == 0 : sameKind(left, right);
        depth--;
        return equal;
    }

    private void enter() {
        if (++visitCount > VISIT_COUNT_MAX || ++depth > DEPTH_MAX) {
            throw new JinjaException("values are too large to compare");
        }
    }

    private boolean sameKind(Object left, Object right) {
        return switch (left) {
            case Undefined missing -> right instanceof Undefined;
            case List<?> list -> right instanceof List<?> other && sameItems(list, other);
            case Tuple tuple ->
                    right instanceof Tuple other && sameItems(tuple.items(), other.items());
            case Map<?, ?> map -> right instanceof Map<?, ?> other && sameEntries(map, other);
            default -> left.equals(right);
        };
    }

    private boolean sameItems(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<?> others = right.iterator();
        for (Object item : left) {
            if (!equal(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean sameEntries(Map<?, ?> left, Map<?, ?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : left.entrySet()) {
            Object other = right.get(entry.getKey());
            if (other == null || !equal(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private int order(Object left, Object right, String operator) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof Text one && right instanceof Text other) {
            return compareCodePoints(one.value(), other.value());
        }
        if (Values.isSequence(left) && Values.typeName(left).equals(Values.typeName(right))) {
            return orderItems(left, right, operator);
        }
        throw Values.unsupported(operator, left, right);
    }

    private int orderItems(Object left, Object right, String operator) {
        Iterator<Object> ones = Values.items(left);
        Iterator<Object> others = Values.items(right);
        enter();
        while (ones.hasNext() && others.hasNext()) {
            Object one = ones.next();
            Object other = others.next();
            if (!equal(one, other)) {
                return order(one, other, operator);
            }
        }
        depth--;
        return Boolean.compare(ones.hasNext(), others.hasNext());
    }

    /// UTF-16 order differs from Python's where one side is beyond the basic plane.
    private static int compareCodePoints(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            if (left.charAt(i) != right.charAt(i)) {
                return Integer.compare(left.codePointAt(i), right.codePointAt(i));
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}

package dev.sluice.worker.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of a rendering and what is true of all of them: truth, kind, length, iteration.
///
/// A value is a [None], [Undefined], `Boolean`, number ([Numbers]), [Text], `List`, [Tuple], `Map`
/// (by [Text] mostly), [Lazy], [Namespace], [LoopState] or [Callable]. Lists and maps never change.
final class Values {
    private static final int DEPTH_MAX = 100;

    private Values() {}

    /// A JSON-like Java value as a template value; its strings count as the caller's.
    static Object ofCaller(@Nullable Object json) {
        return ofCaller(json, 0);
    }

    private static Object ofCaller(@Nullable Object json, int depth) {
        if (depth > DEPTH_MAX) {
            throw new JinjaException("a variable nests deeper than " + DEPTH_MAX);
        }
        return switch (json) {
            case null -> None.NONE;
            case Text text -> text;
            case CharSequence text -> Text.ofCaller(text.toString());
            case Boolean flag -> flag;
            case BigInteger integer -> Numbers.compact(integer);
            case Double real -> real;
            case Float real -> Double.valueOf(real.toString());
            case BigDecimal real -> real.doubleValue();
            case Number integer -> integer.longValue();
            case Map<?, ?> map -> mapOfCaller(map, depth + 1);
            case Iterable<?> items -> listOfCaller(items, depth + 1);
            default ->
                    throw new IllegalArgumentException(
                            "no template value: " + json.getClass().getName());
        };
    }

    private static Map<Object, Object> mapOfCaller(Map<?, ?> map, int depth) {
        Map<Object, Object> values = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, value) -> values.put(ofCaller(key, depth), ofCaller(value, depth)));
        return values;
    }

    private static List<Object> listOfCaller(Iterable<?> items, int depth) {
        List<Object> values = new ArrayList<>();
        items.forEach(item -> values.add(ofCaller(item, depth)));
        return values;
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case None none -> false;
            case Undefined missing -> false;
            case Boolean flag -> flag;
            case Double real -> real != 0;
            case BigInteger integer -> integer.signum() != 0;
            case Number integer -> integer.longValue() != 0;
            case Text text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Tuple tuple -> !tuple.items().isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static String typeName(Object value) {
        return switch (value) {
            case None none -> "None";
            case Undefined missing -> "undefined";
            case Boolean flag -> "bool";
            case Double real -> "float";
            case Number integer -> "int";
            case Text text -> "str";
            case List<?> list -> "list";
            case Tuple tuple -> "tuple";
            case Map<?, ?> map -> "dict";
            case Lazy lazy -> "generator";
            case Namespace namespace -> "namespace";
            case LoopState loop -> "loop";
            default -> "function";
        };
    }

    static JinjaException unsupported(String operator, Object left, Object right) {
        for (Object operand : new Object[] {left, right}) {
            if (operand instanceof Undefined missing) {
                return missing.failure();
            }
        }
        return new JinjaException(
                "'"
                        + operator
                        + "' does not work on "
                        + typeName(left)
                        + " and "
                        + typeName(right));
    }

    static boolean isSequence(Object value) {
        return value instanceof List || value instanceof Tuple;
    }

    static boolean isIterable(Object value) {
        return value instanceof Text
                || value instanceof Map
                || value instanceof Lazy
                || value instanceof Undefined
                || isSequence(value);
    }

    /// What a `for` over the value visits: a list's items, a mapping's keys, a text's characters.
    static Iterator<Object> items(Object value) {
        return switch (value) {
            case Undefined missing -> List.<Object>of().iterator();
            case Text text -> Texts.characters(text).iterator();
            case Map<?, ?> map -> objects(map.keySet());
            case Tuple tuple -> tuple.items().iterator();
            case Lazy lazy -> lazy.items();
            case List<?> list -> objects(list);
            default -> throw new JinjaException(typeName(value) + " cannot be looped over");
        };
    }

    private static Iterator<Object> objects(Collection<?> values) {
        return Collections.<Object>unmodifiableCollection(values).iterator();
    }

    static List<Object> toList(Object value) {
        List<Object> items = new ArrayList<>();
        items(value).forEachRemaining(items::add);
        return items;
    }

    static long length(Object value) {
        return switch (value) {
            case Undefined missing -> 0;
            case Text text -> text.value().codePointCount(0, text.length());
            case Map<?, ?> map -> map.size();
            case Tuple tuple -> tuple.items().size();
            case List<?> list -> list.size();
            default -> throw new JinjaException(typeName(value) + " has no length");
        };
    }

    /// A key that can be looked up: as in Python no list or mapping, and no tuple of them.
    static Object requireHashable(Object key) {
        boolean isSimple = !(key instanceof List || key instanceof Map);
        boolean isFlat =
                !(key instanceof Tuple tuple) || tuple.items().stream().noneMatch(Values::isNested);
        if (!isSimple || !isFlat) {
            throw new JinjaException(typeName(key) + " cannot be a key");
        }
        return key;
    }

    private static boolean isNested(Object value) {
        return isSequence(value) || value instanceof Map;
    }

    static Text requireText(Object value, String what) {
        return switch (value) {
            case Text text -> text;
            case Undefined missing -> throw missing.failure();
            default ->
                    throw new JinjaException(
                            "'" + what + "' needs a string, not " + typeName(value));
        };
    }
}

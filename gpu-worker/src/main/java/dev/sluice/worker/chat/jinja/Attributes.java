package dev.sluice.worker.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `value.name` and `value[index]`. As in Jinja2 they differ in what comes first: the dot finds a
/// method before an item (`schema.items` is the method), the bracket an item before a method.
final class Attributes {
    private static final Set<String> CHANGING =
            Set.of(
                    "append",
                    "extend",
                    "insert",
                    "pop",
                    "remove",
                    "clear",
                    "sort",
                    "reverse",
                    "update",
                    "setdefault",
                    "popitem");

    private final Budget budget;

    Attributes(Budget budget) {
        this.budget = budget;
    }

    Object attribute(Object owner, String name) {
        Object method = method(owner, name);
        return method instanceof Undefined missing ? field(owner, name, missing) : method;
    }

    Object item(Object owner, Object index) {
        if (owner instanceof Undefined missing) {
            throw missing.failure();
        }
        Object found = directItem(owner, index);
        return found instanceof Undefined && index instanceof Text name
                ? attribute(owner, name.value())
                : found;
    }

    private static Object directItem(Object owner, Object index) {
        if (owner instanceof Map<?, ?> map) {
            Object value = map.get(Values.requireHashable(index));
            return value == null ? Undefined.item(owner) : value;
        }
        Optional<Long> position = Numbers.asLong(index);
        boolean indexed = owner instanceof Text || Values.isSequence(owner);
        return position.isPresent() && indexed
                ? Slices.item(owner, position.get())
                : Undefined.item(owner);
    }

    private static Object field(Object owner, String name, Undefined missing) {
        return switch (owner) {
            case Undefined undefined -> throw undefined.failure();
            case Namespace namespace -> namespace.get(name);
            case LoopState loop -> loop.attribute(name);
            case Map<?, ?> map -> directItem(map, Text.ofTemplate(name));
            default -> missing;
        };
    }

    private Object method(Object owner, String name) {
        return switch (owner) {
            case Text text -> TextMethods.bind(text, name, budget);
            case Map<?, ?> map -> mappingMethod(map, name);
            case List<?> list -> sequenceMethod(list, list, name);
            case Tuple tuple -> sequenceMethod(tuple, tuple.items(), name);
            default -> Undefined.attribute(owner, name);
        };
    }

    private static Object mappingMethod(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" -> (Callable) arguments -> get(map, arguments);
            case "items" -> (Callable) arguments -> entries(map);
            case "keys" -> (Callable) arguments -> Values.toList(map);
            case "values" -> (Callable) arguments -> List.<Object>copyOf(map.values());
            case "copy" -> (Callable) arguments -> map;
            case "pop", "popitem", "update", "setdefault", "clear" -> refuseChange(name);
            default -> Undefined.attribute(map, name);
        };
    }

    private static Object get(Map<?, ?> map, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("key", "default");
        Object value = map.get(Values.requireHashable(bound.required("key")));
        return value == null ? bound.get("default", None.NONE) : value;
    }

    static List<Object> entries(Map<?, ?> map) {
        return map.entrySet().stream()
                .<Object>map(entry -> Tuple.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Object sequenceMethod(Object owner, List<?> items, String name) {
        return switch (name) {
            case "index" -> (Callable) arguments -> indexOf(items, arguments);
            case "count" -> (Callable) arguments -> count(items, arguments);
            case "copy" -> (Callable) arguments -> owner;
            default ->
                    CHANGING.contains(name) ? refuseChange(name) : Undefined.attribute(owner, name);
        };
    }

    private static Object indexOf(List<?> items, Arguments arguments) {
        Object wanted = arguments.bind("value").required("value");
        for (int i = 0; i < items.size(); i++) {
            if (Comparing.areEqual(items.get(i), wanted)) {
                return (long) i;
            }
        }
        throw new JinjaException("value is not in list");
    }

    private static Object count(List<?> items, Arguments arguments) {
        Object wanted = arguments.bind("value").required("value");
        return items.stream().filter(item -> Comparing.areEqual(item, wanted)).count();
    }

    /// Templates run in the immutable sandbox: what a caller passed in stays as it was.
    private static Callable refuseChange(String name) {
        return arguments -> {
            throw new JinjaException(
                    "'" + name + "' would change a value; build a new one instead");
        };
    }
}

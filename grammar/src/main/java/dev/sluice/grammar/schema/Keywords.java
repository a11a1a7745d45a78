package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One schema object and the way to it from the root: typed access to its keywords.
record Keywords(Map<?, ?> entries, String path) {
    /// They say something to readers and nothing about values.
    private static final Set<String> ANNOTATIONS =
            Set.of(
                    "$schema",
                    "$id",
                    "$comment",
                    "$anchor",
                    "$defs",
                    "definitions",
                    "title",
                    "description",
                    "default",
                    "example",
                    "examples",
                    "deprecated",
                    "readOnly",
                    "writeOnly");

    private static final Set<String> KNOWN =
            Set.of(
                    "type",
                    "nullable",
                    "enum",
                    "const",
                    "anyOf",
                    "oneOf",
                    "allOf",
                    "$ref",
                    "properties",
                    "required",
                    "additionalProperties",
                    "minProperties",
                    "maxProperties",
                    "items",
                    "prefixItems",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "minLength",
                    "maxLength",
                    "pattern",
                    "format",
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf");

    private static final long COUNT_MAX = 1_000_000;

    /// Refuses what is not known: a keyword without effect would be a lie.
    static Keywords of(@Nullable Object schema, String path) {
        if (!(schema instanceof Map<?, ?> map)) {
            throw GrammarException.invalid(path, "an object or a boolean is expected");
        }
        Keywords keywords = new Keywords(map, path);
        for (Object key : map.keySet()) {
            String name = String.valueOf(key);
            if (!isAnnotation(name) && !KNOWN.contains(name)) {
                throw GrammarException.unsupported(keywords.at(name), "is not supported");
            }
        }
        return keywords;
    }

    static boolean isAnnotation(String name) {
        return ANNOTATIONS.contains(name) || name.startsWith("x-");
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    @Nullable Object any(String name) {
        return entries.get(name);
    }

    boolean hasAny(String... names) {
        for (String name : names) {
            if (has(name)) {
                return true;
            }
        }
        return false;
    }

    /// The keywords that constrain values.
    List<String> constraints() {
        return entries.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !isAnnotation(name))
                .toList();
    }

    /// The same schema without one keyword.
    Keywords without(String name) {
        Map<Object, @Nullable Object> rest = new LinkedHashMap<>(entries);
        rest.remove(name);
        return new Keywords(rest, path);
    }

    @Nullable String text(String name) {
        Object value = any(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw GrammarException.invalid(at(name), "a string is expected");
    }

    /// A count from 0 on.
    int count(String name, int fallback) {
        Object value = any(name);
        if (value == null) {
            return fallback;
        }
        if (!(value instanceof Number number)
                || number.doubleValue() != Math.rint(number.doubleValue())
                || number.doubleValue() < 0) {
            throw GrammarException.invalid(at(name), "an integer from 0 on is expected");
        }
        if (number.doubleValue() > COUNT_MAX) {
            throw GrammarException.tooLarge(at(name), "allowed are 0 to " + COUNT_MAX);
        }
        return number.intValue();
    }

    boolean flag(String name) {
        Object value = any(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw GrammarException.invalid(at(name), "a boolean is expected");
    }

    List<?> list(String name) {
        Object value = any(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw GrammarException.invalid(at(name), "a list is expected");
    }

    List<?> filledList(String name) {
        List<?> list = list(name);
        if (list.isEmpty()) {
            throw GrammarException.invalid(at(name), "is empty, at least 1 element is needed");
        }
        return list;
    }

    Map<?, ?> object(String name) {
        Object value = any(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw GrammarException.invalid(at(name), "an object is expected");
    }

    /// Refuses any of them that is set.
    void refuse(String reason, String... names) {
        for (String name : names) {
            if (has(name)) {
                throw GrammarException.unsupported(at(name), reason);
            }
        }
    }

    @Override
    public String toString() {
        return "Keywords[" + entries.size() + " at " + path + "]";
    }
}

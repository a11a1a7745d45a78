package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Schemas that all have to hold, as one schema. What cannot be put together is refused by name.
final class Merging {
    private static final Set<String> LOWER_BOUNDS =
            Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final Set<String> UPPER_BOUNDS =
            Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private Merging() {}

    static Object allOf(Keywords schema, References references) {
        Object all = schema.without("allOf").entries();
        List<?> parts = schema.filledList("allOf");
        for (int i = 0; i < parts.size(); i++) {
            String path = schema.at("allOf") + "[" + i + "]";
            Object part = parts.get(i);
            if (part instanceof Map<?, ?> map && map.containsKey("$ref")) {
                Keywords keywords = Keywords.of(map, path);
                part = merge(keywords.without("$ref"), references.target(keywords));
            }
            if (!(all instanceof Map<?, ?>)) {
                return false;
            }
            all = merge(Keywords.of(all, path), part);
        }
        return all;
    }

    /// Both. Errors name the place of `left`.
    static Object merge(Keywords left, @Nullable Object right) {
        if (right instanceof Boolean isAllowed) {
            return isAllowed ? left.entries() : false;
        }
        Keywords other = Keywords.of(right, left.path());
        requireSameClosing(left, other);
        Map<String, @Nullable Object> both = new LinkedHashMap<>();
        left.entries().forEach((key, value) -> both.put(String.valueOf(key), value));
        other.entries()
                .forEach((key, value) -> {
                    String name = String.valueOf(key);
                    if (!Keywords.isAnnotation(name) || !both.containsKey(name)) {
                        boolean isNew = !both.containsKey(name);
                        both.put(name, isNew ? value : both(left, name, both.get(name), value));
                    }
                });
        return both;
    }

    private static @Nullable Object both(
            Keywords at, String name, @Nullable Object left, @Nullable Object right) {
        if (JsonLiterals.isSame(left, right)) {
            return left;
        }
        if (name.equals("required") && left instanceof List<?> a && right instanceof List<?> b) {
            Set<@Nullable Object> union = new LinkedHashSet<>(a);
            union.addAll(b);
            return new ArrayList<>(union);
        }
        if (name.equals("properties")
                && left instanceof Map<?, ?> a
                && right instanceof Map<?, ?> b) {
            return properties(a, b);
        }
        if (name.equals("enum") && left instanceof List<?> a && right instanceof List<?> b) {
            return a.stream()
                    .filter(v -> b.stream().anyMatch(w -> JsonLiterals.isSame(v, w)))
                    .toList();
        }
        if (left instanceof Number a && right instanceof Number b) {
            BigDecimal first = JsonLiterals.decimal(a);
            BigDecimal second = JsonLiterals.decimal(b);
            if (LOWER_BOUNDS.contains(name)) {
                return first.max(second);
            }
            if (UPPER_BOUNDS.contains(name)) {
                return first.min(second);
            }
        }
        throw GrammarException.unsupported(at.at(name), "is stated twice, with different values");
    }

    /// A property that both describe must satisfy both.
    private static Map<String, @Nullable Object> properties(Map<?, ?> left, Map<?, ?> right) {
        Map<String, @Nullable Object> both = new LinkedHashMap<>();
        left.forEach((key, value) -> both.put(String.valueOf(key), value));
        right.forEach((key, value) -> {
            String name = String.valueOf(key);
            boolean isNew = !both.containsKey(name);
            if (isNew || !JsonLiterals.isSame(both.get(name), value)) {
                both.put(name, isNew ? value : conjunction(both.get(name), value));
            }
        });
        return both;
    }

    private static Map<String, Object> conjunction(@Nullable Object left, @Nullable Object right) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(left);
        parts.add(right);
        return Map.of("allOf", parts);
    }

    /// `additionalProperties` is about the properties beside it. Put among those of another schema
    /// it would mean something else.
    private static void requireSameClosing(Keywords left, Keywords right) {
        Set<?> ours = left.object("properties").keySet();
        Set<?> theirs = right.object("properties").keySet();
        boolean isOutside =
                (isClosing(left) && !ours.containsAll(theirs))
                        || (isClosing(right) && !theirs.containsAll(ours));
        if (isOutside) {
            throw GrammarException.unsupported(
                    left.at("additionalProperties"),
                    "is not supported where schemas with different properties are combined");
        }
    }

    private static boolean isClosing(Keywords schema) {
        Object others = schema.any("additionalProperties");
        return others != null && !Boolean.TRUE.equals(others);
    }
}

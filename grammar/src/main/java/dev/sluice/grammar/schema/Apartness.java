package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether two schemas have no value in common: what `oneOf` needs, since an automaton that writes
/// the one does not know the other. Sufficient, not necessary; what cannot be told is refused.
final class Apartness {
    private static final int DEPTH_MAX = 8;

    private final References references;

    private Apartness(References references) {
        this.references = references;
    }

    static void require(Keywords schema, List<?> branches, References references) {
        Apartness apartness = new Apartness(references);
        for (int i = 0; i < branches.size(); i++) {
            for (int j = i + 1; j < branches.size(); j++) {
                if (!apartness.areApart(branches.get(i), branches.get(j), 0)) {
                    throw GrammarException.unsupported(
                            schema.at("oneOf"),
                            "branches "
                                    + i
                                    + " and "
                                    + j
                                    + " may hold for the same value; use anyOf, or tell them apart"
                                    + " by type, or by a required property's const");
                }
            }
        }
    }

    private boolean areApart(@Nullable Object left, @Nullable Object right, int depth) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return true;
        }
        if (depth > DEPTH_MAX || !(left instanceof Map<?, ?>) || !(right instanceof Map<?, ?>)) {
            return false;
        }
        Keywords a = resolved(Keywords.of(left, ""));
        Keywords b = resolved(Keywords.of(right, ""));
        return haveDifferentTypes(a, b)
                || haveDifferentValues(a, b)
                || differInAProperty(a, b, depth);
    }

    private Keywords resolved(Keywords schema) {
        boolean isReference = schema.has("$ref") && schema.constraints().size() == 1;
        Object target = isReference ? references.target(schema) : null;
        return target instanceof Map<?, ?> ? Keywords.of(target, "") : schema;
    }

    private static boolean haveDifferentTypes(Keywords a, Keywords b) {
        List<String> ours = types(a);
        List<String> theirs = types(b);
        return !ours.isEmpty() && !theirs.isEmpty() && ours.stream().noneMatch(theirs::contains);
    }

    /// Integers count as numbers; empty for any type.
    private static List<String> types(Keywords schema) {
        List<String> types = new ArrayList<>(Types.stated(schema));
        types.replaceAll(type -> type.equals("integer") ? "number" : type);
        if (!types.isEmpty() && schema.flag("nullable")) {
            types.add("null");
        }
        return types;
    }

    private static boolean haveDifferentValues(Keywords a, Keywords b) {
        boolean areBoth = a.hasAny("enum", "const") && b.hasAny("enum", "const");
        if (!areBoth) {
            return a.hasAny("enum", "const")
                    ? areOfOtherTypes(a, b)
                    : b.hasAny("enum", "const") && areOfOtherTypes(b, a);
        }
        List<?> theirs = values(b);
        return values(a).stream()
                .noneMatch(v -> theirs.stream().anyMatch(w -> JsonLiterals.isSame(v, w)));
    }

    private static boolean areOfOtherTypes(Keywords values, Keywords typed) {
        List<String> types = types(typed);
        return !types.isEmpty()
                && values(values).stream().noneMatch(v -> Enumeration.hasOneOf(types, v));
    }

    private static List<?> values(Keywords schema) {
        if (!schema.has("const")) {
            return schema.list("enum");
        }
        List<@Nullable Object> only = new ArrayList<>();
        only.add(schema.any("const"));
        return only;
    }

    /// Both are objects only, and a property that both must have differs; or one must have what the
    /// other must not.
    private boolean differInAProperty(Keywords a, Keywords b, int depth) {
        boolean areObjects =
                types(a).equals(List.of("object")) && types(b).equals(List.of("object"));
        return areObjects
                && (isRequiredButForbidden(a, b)
                        || isRequiredButForbidden(b, a)
                        || a.list("required").stream()
                                .filter(b.list("required")::contains)
                                .anyMatch(name -> isApartAt(a, b, name, depth)));
    }

    private boolean isApartAt(Keywords a, Keywords b, @Nullable Object name, int depth) {
        Map<?, ?> ours = a.object("properties");
        Map<?, ?> theirs = b.object("properties");
        return ours.containsKey(name)
                && theirs.containsKey(name)
                && areApart(ours.get(name), theirs.get(name), depth + 1);
    }

    private static boolean isRequiredButForbidden(Keywords a, Keywords b) {
        return Boolean.FALSE.equals(b.any("additionalProperties"))
                && a.list("required").stream()
                        .anyMatch(name -> !b.object("properties").containsKey(name));
    }
}

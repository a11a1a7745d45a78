package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `enum` and `const`: the values, less those that are of another type.
final class Enumeration {
    private static final int VALUE_COUNT_MAX = 10_000;
    private static final Set<String> BESIDE = Set.of("enum", "const", "type", "nullable");

    private Enumeration() {}

    static List<@Nullable Object> of(Keywords schema) {
        for (String name : schema.constraints()) {
            if (!BESIDE.contains(name)) {
                throw GrammarException.unsupported(
                        schema.at(name), "is not supported beside enum or const");
            }
        }
        List<String> types = Types.stated(schema);
        boolean isNullable = schema.flag("nullable");
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : stated(schema)) {
            boolean isNull = value == null;
            if (types.isEmpty() || (isNull && isNullable) || hasOneOf(types, value)) {
                values.add(value);
            }
        }
        if (values.isEmpty()) {
            throw GrammarException.invalid(schema.path(), "has no value of its type");
        }
        return values;
    }

    private static List<?> stated(Keywords schema) {
        List<?> values = schema.has("enum") ? schema.filledList("enum") : List.of();
        if (values.size() > VALUE_COUNT_MAX) {
            throw GrammarException.tooLarge(
                    schema.at("enum"),
                    "has " + values.size() + " values, allowed are " + VALUE_COUNT_MAX);
        }
        if (!schema.has("const")) {
            return values;
        }
        Object constant = schema.any("const");
        List<@Nullable Object> only = new ArrayList<>();
        only.add(constant);
        boolean isAmong = values.stream().anyMatch(v -> JsonLiterals.isSame(v, constant));
        if (schema.has("enum") && !isAmong) {
            throw GrammarException.invalid(schema.at("const"), "is not in enum");
        }
        return only;
    }

    static boolean hasOneOf(List<String> types, @Nullable Object value) {
        return switch (value) {
            case null -> types.contains("null");
            case Boolean _ -> types.contains("boolean");
            case String _ -> types.contains("string");
            case List<?> _ -> types.contains("array");
            case Map<?, ?> _ -> types.contains("object");
            case Number number ->
                    types.contains("number") || (types.contains("integer") && isWhole(number));
            default -> false;
        };
    }

    private static boolean isWhole(Number number) {
        return JsonLiterals.decimal(number).stripTrailingZeros().scale() <= 0;
    }
}

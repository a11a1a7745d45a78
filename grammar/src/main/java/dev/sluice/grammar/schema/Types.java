package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The types that a schema's values may have.
final class Types {
    private static final Set<String> ALL =
            Set.of("null", "boolean", "integer", "number", "string", "array", "object");

    /// What a schema without `type` is about.
    private static final Map<String, String[]> KEYWORDS = keywords();

    private Types() {}

    private static Map<String, String[]> keywords() {
        Map<String, String[]> map = new LinkedHashMap<>();
        map.put(
                "object",
                new String[] {
                    "properties",
                    "required",
                    "additionalProperties",
                    "minProperties",
                    "maxProperties"
                });
        map.put(
                "array",
                new String[] {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"});
        map.put("string", new String[] {"minLength", "maxLength", "pattern", "format"});
        map.put(
                "number",
                new String[] {
                    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"
                });
        return map;
    }

    /// In the schema's order; empty for any value.
    static List<String> of(Keywords schema) {
        Set<String> types = new LinkedHashSet<>(stated(schema));
        if (types.isEmpty()) {
            KEYWORDS.forEach((type, keywords) -> {
                if (schema.hasAny(keywords)) {
                    types.add(type);
                }
            });
        }
        if (types.contains("number")) {
            types.remove("integer"); // It is one of the numbers.
        }
        if (!types.isEmpty() && schema.flag("nullable")) {
            types.add("null");
        }
        return List.copyOf(types);
    }

    /// Those that `type` names; empty where it does not stand.
    static List<String> stated(Keywords schema) {
        Object type = schema.any("type");
        if (type == null) {
            return List.of();
        }
        List<?> names = type instanceof List<?> ? schema.filledList("type") : List.of(type);
        List<String> types = new ArrayList<>();
        for (Object name : names) {
            if (!(name instanceof String text) || !ALL.contains(text)) {
                throw GrammarException.invalid(schema.at("type"), "is none of JSON Schema's types");
            }
            types.add(text);
        }
        return types;
    }
}

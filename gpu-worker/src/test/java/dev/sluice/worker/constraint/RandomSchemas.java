package dev.sluice.worker.constraint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Schemas of all that is supported, each a function of its seed.
final class RandomSchemas {
    private static final String[] NAMES = {
        "id", "name", "a \"b\"", "größe", "x_1", "items", "日本", "n\n", "flag", "e-mail"
    };
    private static final String[] PATTERNS = {
        "^[A-Z]{2}\\\\d{3}$".replace("\\\\", "\\"),
        "^(yes|no|maybe)$",
        "\\d+-[a-f]*",
        "^[^\"]{1,6}$",
        "^\\w+@\\w+\\.(com|org)$",
        "é|ü"
    };
    private static final String[] FORMATS = {
        "date", "time", "date-time", "email", "ipv4", "ipv6", "uuid", "hostname", "uri"
    };

    private final SplittableRandom random;

    private RandomSchemas(long seed) {
        random = new SplittableRandom(seed);
    }

    static Map<String, @Nullable Object> of(long seed) {
        return new RandomSchemas(seed).root();
    }

    private Map<String, @Nullable Object> root() {
        Map<String, @Nullable Object> schema = random.nextInt(4) == 0 ? schema(3) : object(3);
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("leaf", schema(0));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", "object");
        tree.put(
                "properties",
                Map.of("next", Map.of("anyOf", List.of(reference("tree"), type("null")))));
        tree.put("required", List.of("next"));
        tree.put("additionalProperties", false);
        definitions.put("tree", tree);
        schema.put("$defs", definitions);
        return schema;
    }

    private Map<String, @Nullable Object> schema(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 8)) {
            case 0 -> type("boolean");
            case 1 -> integer();
            case 2 -> number();
            case 3, 4 -> string();
            case 5 -> enumeration();
            case 6 -> nullable();
            case 7 -> depth > 0 ? reference(random.nextBoolean() ? "leaf" : "tree") : type("null");
            case 8 -> array(depth - 1);
            case 9 -> choice(depth - 1);
            default -> object(depth - 1);
        };
    }

    private static Map<String, @Nullable Object> type(String name) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        schema.put("type", name);
        return schema;
    }

    private static Map<String, @Nullable Object> reference(String name) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        schema.put("$ref", "#/$defs/" + name);
        return schema;
    }

    private Map<String, @Nullable Object> integer() {
        Map<String, @Nullable Object> schema = type("integer");
        int low = random.nextInt(-200, 2000);
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            schema.put(
                    random.nextBoolean() ? "maximum" : "exclusiveMaximum",
                    low + 20 + random.nextInt(1000));
        }
        if (random.nextInt(4) == 0) {
            schema.put("multipleOf", 1 + random.nextInt(12));
        }
        return schema;
    }

    private Map<String, @Nullable Object> number() {
        Map<String, @Nullable Object> schema = type("number");
        double low = random.nextInt(-1000, 1000) / 8.0;
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            schema.put("maximum", low + 1 + random.nextInt(100) / 4.0);
        }
        return schema;
    }

    private Map<String, @Nullable Object> string() {
        Map<String, @Nullable Object> schema = type("string");
        switch (random.nextInt(5)) {
            case 0 -> schema.put("pattern", PATTERNS[random.nextInt(PATTERNS.length)]);
            case 1 -> schema.put("format", FORMATS[random.nextInt(FORMATS.length)]);
            case 2 -> {
                int min = random.nextInt(6);
                schema.put("minLength", min);
                schema.put("maxLength", min + random.nextInt(20));
            }
            case 3 -> schema.put("maxLength", random.nextInt(40));
            default -> {} // Of any length.
        }
        return schema;
    }

    private Map<String, @Nullable Object> enumeration() {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        if (random.nextInt(3) == 0) {
            schema.put("const", NAMES[random.nextInt(NAMES.length)]);
            return schema;
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            values.add(random.nextInt(4) == 0 ? (Object) i : NAMES[i] + random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            values.add(null);
        }
        schema.put("enum", values.stream().distinct().toList());
        return schema;
    }

    private Map<String, @Nullable Object> nullable() {
        Map<String, @Nullable Object> schema = string();
        schema.put("type", List.of("string", "null"));
        return schema;
    }

    private Map<String, @Nullable Object> array(int depth) {
        Map<String, @Nullable Object> schema = type("array");
        if (random.nextInt(4) == 0) {
            schema.put("prefixItems", List.of(schema(0), schema(depth)));
            schema.put("items", random.nextBoolean() ? (Object) false : schema(0));
            schema.put("minItems", random.nextInt(3));
            return schema;
        }
        schema.put("items", schema(depth));
        int min = random.nextInt(3);
        schema.put("minItems", min);
        if (random.nextBoolean()) {
            schema.put("maxItems", min + random.nextInt(4));
        }
        return schema;
    }

    private Map<String, @Nullable Object> choice(int depth) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        List<Object> branches = new ArrayList<>();
        if (random.nextBoolean()) {
            for (int i = 0; i <= 1 + random.nextInt(3); i++) {
                branches.add(schema(depth));
            }
            schema.put("anyOf", branches);
            return schema;
        }
        for (int i = 0; i <= 1 + random.nextInt(3); i++) {
            Map<String, @Nullable Object> object = object(depth);
            Map<String, @Nullable Object> properties = new LinkedHashMap<>();
            properties.put("kind", Map.of("const", "k" + i));
            properties.putAll(propertiesOf(object));
            object.put("properties", properties);
            object.put("required", List.of("kind"));
            branches.add(object);
        }
        schema.put("oneOf", branches);
        return schema;
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> schema = type("object");
        if (depth < 3 && random.nextInt(6) == 0) {
            if (random.nextBoolean()) {
                schema.put("additionalProperties", schema(0));
            }
            return schema;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            String name = NAMES[random.nextInt(NAMES.length)];
            if (properties.put(name, schema(depth)) == null && random.nextBoolean()) {
                required.add(name);
            }
        }
        schema.put("properties", properties);
        schema.put("required", required);
        switch (random.nextInt(4)) {
            case 0 -> schema.put("additionalProperties", schema(0));
            case 1 -> schema.put("additionalProperties", true);
            case 2 -> schema.put("additionalProperties", false);
            default -> {} // Not said.
        }
        return schema;
    }

    private static Map<String, Object> propertiesOf(Map<String, @Nullable Object> schema) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (schema.get("properties") instanceof Map<?, ?> stated) {
            stated.forEach((name, value) -> properties.put(String.valueOf(name), value));
        }
        return properties;
    }
}

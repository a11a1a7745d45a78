package dev.sluice.contracts.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.contracts.Doc;
import dev.sluice.contracts.Identifier;
import dev.sluice.contracts.SensitiveText;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// JSON Schemas of the events, read off the records: component names, types, which of them may be
/// absent, and the descriptions of [Doc].
///
/// Draft 7, because it is what AsyncAPI tools and schema registries have in common. Properties that
/// a schema does not name are allowed: a newer writer may add some.
final class EventSchemas {
    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
    private static final String ID = "urn:sluice:event:v" + EventCodec.SCHEMA_VERSION + ":";
    private static final String DEFINITIONS = "#/definitions/";
    private static final String IDENTIFIER_PATTERN = "^[A-Za-z0-9_:-][A-Za-z0-9._:-]*$";
    private static final String WHOLE_NUMBER_PATTERN = "^-?[0-9]+$";
    private static final Map<Class<?>, String> PLAIN_TYPES =
            Map.of(
                    int.class, "integer",
                    Integer.class, "integer",
                    long.class, "integer",
                    Long.class, "integer",
                    double.class, "number",
                    float.class, "number",
                    Double.class, "number",
                    boolean.class, "boolean");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Class<?> variant;
    private final ObjectNode definitions = NODES.objectNode();
    private final Deque<Class<?>> undefined = new ArrayDeque<>();
    private final TreeSet<String> seen = new TreeSet<>();

    private EventSchemas(Class<?> variant) {
        this.variant = variant;
    }

    /// The schema of one event record.
    static ObjectNode of(Class<?> variant) {
        return new EventSchemas(variant).build();
    }

    private ObjectNode build() {
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", DRAFT);
        schema.put("$id", ID + variant.getSimpleName());
        schema.put("title", variant.getSimpleName());
        schema.setAll(object(variant, true));
        while (!undefined.isEmpty()) {
            Class<?> type = undefined.pop();
            definitions.set(type.getSimpleName(), definition(type));
        }
        if (!definitions.isEmpty()) {
            schema.set("definitions", definitions);
        }
        return schema;
    }

    private ObjectNode definition(Class<?> type) {
        return type.isSealed() ? oneOf(type) : object(type, false);
    }

    private static ObjectNode described(Class<?> type) {
        ObjectNode schema = NODES.objectNode();
        Doc doc = type.getAnnotation(Doc.class);
        if (doc != null) {
            schema.put("description", doc.value());
        }
        return schema;
    }

    private ObjectNode oneOf(Class<?> sealedType) {
        ObjectNode schema = described(sealedType);
        for (Class<?> choice : EventCodec.variantsOf(sealedType)) {
            schema.withArray("oneOf").add(object(choice, true));
        }
        return schema;
    }

    /// `typed`: the object names its variant in `type`.
    private ObjectNode object(Class<?> type, boolean typed) {
        ObjectNode schema = described(type).put("type", "object");
        ObjectNode properties = NODES.objectNode();
        var required = NODES.arrayNode();
        if (typed) {
            properties.putObject("type").put("const", type.getSimpleName());
            required.add("type");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), property(component));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        schema.set("properties", properties);
        schema.set("required", required);
        return schema;
    }

    private ObjectNode property(RecordComponent component) {
        Doc doc =
                Objects.requireNonNull(
                        component.getAnnotation(Doc.class),
                        () -> component.getDeclaringRecord() + "." + component.getName());
        ObjectNode schema = NODES.objectNode().put("description", doc.value());
        ObjectNode value = value(component.getGenericType());
        if (value.has("$ref")) {
            // Draft 7 reads nothing that stands beside a $ref.
            schema.putArray("allOf").add(value);
            return schema;
        }
        return schema.setAll(value);
    }

    private ObjectNode value(Type type) {
        return type instanceof ParameterizedType generic
                ? collection(generic)
                : scalar((Class<?>) type);
    }

    private ObjectNode collection(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        ObjectNode schema = NODES.objectNode();
        if (type.getRawType() == List.class) {
            schema.put("type", "array").set("items", value(arguments[0]));
            return schema;
        }
        if (type.getRawType() != Map.class) {
            throw new IllegalStateException("no schema for " + type + " of " + variant);
        }
        schema.put("type", "object");
        if (arguments[0] == Integer.class) {
            schema.putObject("propertyNames").put("pattern", WHOLE_NUMBER_PATTERN);
        }
        schema.set("additionalProperties", value(arguments[1]));
        return schema;
    }

    private ObjectNode scalar(Class<?> type) {
        if (Identifier.class.isAssignableFrom(type)) {
            return string().put("minLength", 1)
                    .put("maxLength", Identifier.LENGTH_MAX)
                    .put("pattern", IDENTIFIER_PATTERN);
        }
        if (type == String.class || type == SensitiveText.class) {
            return string();
        }
        if (type == Instant.class) {
            return string().put("format", "date-time");
        }
        if (type.isEnum()) {
            return enumeration(type);
        }
        String plain = PLAIN_TYPES.get(type);
        return plain == null ? reference(type) : NODES.objectNode().put("type", plain);
    }

    private static ObjectNode string() {
        return NODES.objectNode().put("type", "string");
    }

    private static ObjectNode enumeration(Class<?> type) {
        ObjectNode schema = string();
        for (Object constant : type.getEnumConstants()) {
            schema.withArray("enum").add(((Enum<?>) constant).name());
        }
        return schema;
    }

    private ObjectNode reference(Class<?> type) {
        if (!type.isRecord() && !type.isSealed()) {
            throw new IllegalStateException("no schema for " + type + " of " + variant);
        }
        if (seen.add(type.getSimpleName())) {
            undefined.add(type);
        }
        return NODES.objectNode().put("$ref", DEFINITIONS + type.getSimpleName());
    }
}

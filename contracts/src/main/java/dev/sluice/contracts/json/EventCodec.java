package dev.sluice.contracts.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events to JSON bytes and back. The variant's simple name stands in `type`, the first property;
/// unknown properties are ignored, an unknown variant is malformed. Thread-safe; build one and keep
/// it.
///
/// The records carry no annotations of a JSON library: the shape is put on from here.
public final class EventCodec {
    /// The version of the published schemas; travels in the header [#SCHEMA_HEADER].
    public static final String SCHEMA_VERSION = "1";

    public static final String SCHEMA_HEADER = "sluice-schema";

    private static final int NESTING_MAX = 32;
    private static final String REQUEST_ID_PROPERTY = "requestId";

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    private final JsonMapper mapper;
    private final ObjectWriter writer;

    /// By type, made once: each record is one look.
    private final ClassValue<ObjectReader> readers =
            new ClassValue<>() {
                @Override
                protected ObjectReader computeValue(Class<?> eventType) {
                    return mapper.readerFor(eventType);
                }
            };

    public EventCodec() {
        mapper = mapper();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(NESTING_MAX)
                                .maxStringLength(Topic.RECORD_BYTES_MAX)
                                .maxDocumentLength(Topic.RECORD_BYTES_MAX)
                                .build());
        writer = mapper.writer();
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder =
                JsonMapper.builder()
                        .addModule(new ValueModule())
                        // An emoji as itself, not as two escapes; half of one stays an escape.
                        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                        // A replay writes the same bytes, on any JVM: immutable maps have no
                        // order of their own.
                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS));
        refuseOtherTypes(builder);
        addVariants(builder, Prompt.class);
        addVariants(builder, AnswerFormat.class);
        for (Class<?> eventType : eventTypes()) {
            addVariants(builder, eventType);
        }
        return builder.build();
    }

    /// What the schemas refuse the codec refuses too: no `"5"` for 5, no 5.7 for 5, no 0 for the
    /// first constant.
    private static void refuseOtherTypes(JsonMapper.Builder builder) {
        builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> {
                            text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                            text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                            text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                        });
    }

    /// The sealed type of each topic that has one.
    static List<Class<? extends Event>> eventTypes() {
        List<Class<? extends Event>> types = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            if (topic.eventType() != null) {
                types.add(topic.eventType());
            }
        }
        return types;
    }

    private static void addVariants(JsonMapper.Builder builder, Class<?> sealedType) {
        builder.addMixIn(sealedType, Typed.class);
        for (Class<?> variant : variantsOf(sealedType)) {
            builder.registerSubtypes(new NamedType(variant, variant.getSimpleName()));
        }
    }

    static Class<?>[] variantsOf(Class<?> sealedType) {
        return sealedType.getPermittedSubclasses();
    }

    /// UTF-8 JSON. Cannot fail for a validly constructed event.
    public byte[] encode(Event event) {
        byte[] token = TokenForm.write(event);
        return token == null ? encodeAny(event) : token;
    }

    /// As [#encode], whatever the event.
    byte[] encodeAny(Event event) {
        try {
            return writer.writeValueAsBytes(event);
        } catch (JacksonException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Reads an event of the topic's sealed type. Never throws for what a record may hold.
    public <E extends Event> Decoded<E> decode(Class<E> eventType, byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            return new Decoded.Malformed<>("the record has no value", null);
        }
        Event token = TokenForm.read(value);
        return eventType.isInstance(token)
                ? new Decoded.Valid<>(eventType.cast(token))
                : decodeAny(eventType, value);
    }

    /// As [#decode], whatever the event.
    <E extends Event> Decoded<E> decodeAny(Class<E> eventType, byte[] value) {
        try {
            E event = readers.get(eventType).readValue(value);
            if (event == null) {
                return new Decoded.Malformed<>("the record is JSON null", null);
            }
            return new Decoded.Valid<>(event);
        } catch (IOException e) {
            return new Decoded.Malformed<>(MalformedReason.of(e), requestIdIn(value));
        }
    }

    /// The request that a malformed record names, read up to where it breaks.
    private @Nullable RequestId requestIdIn(byte[] value) {
        try (JsonParser parser = mapper.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(REQUEST_ID_PROPERTY);
                if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                    return new RequestId(parser.getText());
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}

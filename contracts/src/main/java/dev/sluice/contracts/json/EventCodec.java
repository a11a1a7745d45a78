package dev.sluice.contracts.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
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

    public EventCodec() {
        JsonMapper.Builder builder =
                JsonMapper.builder()
                        .addModules(new JavaTimeModule(), new ValueModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        // A replay writes the same bytes, on any JVM: immutable maps have no
                        // order of their own.
                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS));
        addVariants(builder, Prompt.class);
        for (Topic topic : Topic.values()) {
            if (topic.eventType() != null) {
                addVariants(builder, topic.eventType());
            }
        }
        mapper = builder.build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(NESTING_MAX)
                                .maxStringLength(Topic.RECORD_BYTES_MAX)
                                .maxDocumentLength(Topic.RECORD_BYTES_MAX)
                                .build());
        writer = mapper.writer();
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
        try {
            return writer.writeValueAsBytes(event);
        } catch (JacksonException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Reads an event of the topic's sealed type.
    public <E extends Event> Decoded<E> decode(Class<E> eventType, byte @Nullable [] value) {
        if (value == null) {
            return new Decoded.Malformed<>("the record has no value", null);
        }
        try {
            ObjectReader reader = mapper.readerFor(eventType);
            E event = reader.readValue(value);
            if (event == null) {
                return new Decoded.Malformed<>("the record is JSON null", null);
            }
            return new Decoded.Valid<>(event);
        } catch (JsonMappingException e) {
            return new Decoded.Malformed<>(describe(e), requestIdIn(value));
        } catch (IOException e) {
            return new Decoded.Malformed<>("the record is not JSON", null);
        }
    }

    /// Path and cause, without the source: a mapping message may quote the prompt.
    private static String describe(JsonMappingException e) {
        String path =
                e.getPath().stream()
                        .map(r ->
                                r.getFieldName() == null
                                        ? "[" + r.getIndex() + "]"
                                        : r.getFieldName())
                        .collect(Collectors.joining("."));
        Throwable cause = e.getCause();
        String why = cause instanceof IllegalArgumentException ? cause.getMessage() : kindOf(e);
        return (path.isEmpty() ? "record" : path) + ": " + why;
    }

    private static String kindOf(JsonMappingException e) {
        return switch (e) {
            case com.fasterxml.jackson.databind.exc.InvalidTypeIdException _ -> "unknown variant";
            case com.fasterxml.jackson.databind.exc.ValueInstantiationException v
                    when v.getCause() instanceof NullPointerException missing ->
                    missing.getMessage() + " is missing";
            default -> "not of the expected type";
        };
    }

    private @Nullable RequestId requestIdIn(byte[] value) {
        try {
            JsonNode id = mapper.readTree(value).get(REQUEST_ID_PROPERTY);
            return id == null || !id.isTextual() ? null : new RequestId(id.textValue());
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}

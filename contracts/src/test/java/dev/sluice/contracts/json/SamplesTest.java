package dev.sluice.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.Decoded.Malformed;
import dev.sluice.contracts.json.Decoded.Valid;
import dev.sluice.contracts.json.Samples.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The records of each published version can still be read, and are what the schemas say.
final class SamplesTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Schema> SCHEMAS = schemas();

    private static Map<String, Schema> schemas() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
        Map<String, Schema> schemas = new HashMap<>();
        PublishedDocuments.files()
                .forEach((file, text) -> schemas.put(file, registry.getSchema(text)));
        return schemas;
    }

    static List<Sample> samples() {
        return Samples.all();
    }

    @Test
    void everyVariantHasASample() {
        assertThat(Samples.all()).extracting(Sample::variant).containsAll(Samples.variants());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReadAndWrittenAgainUnchanged(Sample sample) throws IOException {
        // When:
        Event event = decoded(sample);

        // Then:
        assertThat(event).isInstanceOf(sample.variant());
        assertThat(JSON.readTree(CODEC.encode(event))).isEqualTo(JSON.readTree(sample.bytes()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWhatItsSchemaSays(Sample sample) throws IOException {
        assertThat(errors(sample, JSON.readTree(sample.bytes()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSchemaMissesWhatTheCodecMisses(Sample sample) throws IOException {
        ObjectNode whole = (ObjectNode) JSON.readTree(sample.bytes());
        List<String> names = new ArrayList<>();
        whole.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            // When:
            ObjectNode without = whole.deepCopy().without(name);
            Decoded<? extends Event> decoded =
                    CODEC.decode(sample.eventType(), JSON.writeValueAsBytes(without));

            // Then:
            assertThat(decoded)
                    .as("%s without %s: the schema says %s", sample, name, errors(sample, without))
                    .matches(answer ->
                            errors(sample, without).isEmpty()
                                    ? answer instanceof Valid || isChoice(answer)
                                    : answer instanceof Malformed);
        }
    }

    /// The one rule that the schemas do not have.
    private static boolean isChoice(Decoded<? extends Event> answer) {
        return answer instanceof Malformed<? extends Event>(String reason, var _)
                && reason.equals("record: one of reason and failure is needed");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSchemaRefusesOtherTypesAsTheCodecDoes(Sample sample) throws IOException {
        ObjectNode whole = (ObjectNode) JSON.readTree(sample.bytes());
        List<String> names = new ArrayList<>();
        whole.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            for (String other : List.of("5", "5.5", "true", "\"5\"", "[]", "[5]", "{}")) {
                // When:
                ObjectNode changed = whole.deepCopy().set(name, JSON.readTree(other));
                boolean refusedBySchema = !errors(sample, changed).isEmpty();
                Decoded<? extends Event> decoded =
                        CODEC.decode(sample.eventType(), JSON.writeValueAsBytes(changed));

                // Then: the codec may be stricter: it knows bounds
                if (refusedBySchema) {
                    assertThat(decoded)
                            .as("%s with %s: %s", sample, name, other)
                            .isInstanceOf(Malformed.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void printsNoPromptAndNoAnswer(Sample sample) {
        // When:
        Event event = decoded(sample);

        // Then:
        assertThat(event.toString())
                .contains(sample.variant().getSimpleName(), event.eventId())
                .doesNotContain(Samples.CANARY);
    }

    @Test
    void everyVariantThatHasTextHasItInItsSample() {
        for (Class<?> variant : Samples.variants()) {
            // When:
            boolean hasText = SensitiveComponents.in(variant);
            String samples =
                    Samples.all().stream()
                            .filter(sample -> sample.variant() == variant)
                            .map(sample -> new String(sample.bytes(), StandardCharsets.UTF_8))
                            .reduce("", String::concat);

            // Then:
            assertThat(samples.contains(Samples.CANARY)).as(variant.getName()).isEqualTo(hasText);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void ignoresPropertiesOfANewerWriter(Sample sample) throws IOException {
        // Given:
        ObjectNode newer = (ObjectNode) JSON.readTree(sample.bytes());
        newer.put("aNewProperty", 5).putObject("anotherOne").put("type", "Surprise");
        if (newer.get("spec") instanceof ObjectNode spec) {
            spec.put("aNewProperty", 5);
        }

        // When:
        Decoded<? extends Event> decoded =
                CODEC.decode(sample.eventType(), JSON.writeValueAsBytes(newer));

        // Then:
        assertThat(decoded).isEqualTo(new Valid<>(decoded(sample)));
        assertThat(errors(sample, newer)).isEmpty();
    }

    private static Event decoded(Sample sample) {
        return switch (CODEC.decode(sample.eventType(), sample.bytes())) {
            case Valid<? extends Event>(Event event) -> event;
            case Malformed<? extends Event> bad ->
                    throw new AssertionError(sample + ": " + bad.reason());
        };
    }

    private static List<Error> errors(Sample sample, JsonNode json) {
        String file = "schemas/" + sample.variant().getSimpleName() + ".schema.json";
        return Objects.requireNonNull(SCHEMAS.get(file))
                .validate(json.toString(), InputFormat.JSON);
    }
}

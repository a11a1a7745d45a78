package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Json;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers of the real model, at temperature 1.5, in the format that was asked for.
@OnRealMesh
class AnswerFormatIT {
    private static final String CITY =
            """
            {"type":"json_schema","json_schema":{"name":"city","strict":true,"schema":{
            "type":"object","additionalProperties":false,"required":["name","people","tags"],
            "properties":{"name":{"type":"string","maxLength":20},
            "people":{"type":"integer","minimum":1,"maximum":5000},
            "tags":{"type":"array","items":{"enum":["old","new"]},"minItems":1,"maxItems":3}}}}}
            """;

    private final RealMesh mesh;

    AnswerFormatIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anAnswerSatisfiesItsSchema(long seed) {
        // Given
        Chat chat = about("Describe a city.", seed).with("response_format", CITY);

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertIsCity(Json.read(reply.text()));
    }

    @Test
    void aStreamedAnswerSatisfiesItToo() {
        // Given
        Chat chat = about("Describe a town.", 5).with("response_format", CITY).streamed();

        // When
        try (SseReading reading = mesh.gateway().stream(chat).toEnd()) {
            // Then
            assertIsCity(Json.read(reading.text()));
        }
    }

    private static void assertIsCity(JsonNode city) {
        assertThat(city.fieldNames()).toIterable().containsExactly("name", "people", "tags");
        assertThat(city.get("name").isTextual()).isTrue();
        assertThat(city.get("people").asInt()).isBetween(1, 5000);
        assertThat(city.get("tags").size()).isBetween(1, 3);
        assertThat(city.get("tags")).allSatisfy(tag -> assertThat(tag.asText()).isIn("old", "new"));
    }

    @Test
    void anAnswerIsAnyObject() {
        // Given
        Chat chat =
                about("Say it in JSON.", 6).with("response_format", "{\"type\":\"json_object\"}");

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(Json.read(reply.text()).isObject()).as(reply.body()).isTrue();
    }

    @Test
    void anAnswerMatchesItsExpression() {
        // Given
        Chat chat =
                about("A date?", 7)
                        .with("structured_outputs", "{\"regex\":\"20\\\\d\\\\d-(0[1-9]|1[0-2])\"}");

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(reply.text()).matches("20\\d\\d-(0[1-9]|1[0-2])");
    }

    @Test
    void aKeywordThatIsNotKnownIsNamed() {
        // Given
        Chat chat =
                about("Describe.", 8)
                        .with(
                                "response_format",
                                CITY.replace("\"maxLength\"", "\"contentSchema\""));

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("param"))
                .isEqualTo("response_format.json_schema.schema.properties.name.contentSchema");
    }

    private Chat about(String prompt, long seed) {
        return Chat.of(mesh.model(), prompt).sampled(1.5, seed).maxTokens(120);
    }
}

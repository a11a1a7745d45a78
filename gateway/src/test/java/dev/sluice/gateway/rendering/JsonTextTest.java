package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JsonTextTest {
    private final JsonMapper oracle = JsonMapper.builder().build();

    @Test
    void everyCharacterSurvives() throws Exception {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (Character.isSurrogate((char) c)) {
                continue;
            }
            // Given
            String text = "a" + (char) c + "b";

            // When
            String json = new JsonText().text(text).toString();

            // Then
            assertThat(oracle.readValue(json, String.class)).isEqualTo(text);
            assertThat(json).doesNotContain("\n", "\r");
        }
    }

    @Test
    void pairsOfSurrogatesStayAndHalvesAreEscaped() {
        // When
        String json = new JsonText().text("😀\ud83d|\ude00").toString();

        // Then
        assertThat(json).isEqualTo("\"😀\\ud83d|\\ude00\"");
        assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }

    @Test
    void commasStandWhereTheyBelong() throws Exception {
        // When
        String json =
                new JsonText()
                        .object()
                        .name("a")
                        .array()
                        .number(1)
                        .object()
                        .endObject()
                        .flag(true)
                        .nothing()
                        .endArray()
                        .name("b")
                        .text(null)
                        .name("c")
                        .raw("{}")
                        .endObject()
                        .toString();

        // Then
        JsonNode expected = oracle.readTree("{\"a\":[1,{},true,null],\"b\":null,\"c\":{}}");
        assertThat(oracle.readTree(json)).isEqualTo(expected);
    }
}

package dev.sluice.masking.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPositionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"pay\",\"arguments\":{\"to\":\" | true",
                "<tool_call>{\"a\": [1.5e3, true, null, \" | true",
                "{\"a\\\"b | true",
                "[\" | true",
                "text {not \" | false",
                "{\"a\":\"b\"} and \" | false",
                "a \"quotation | false",
                "{\"a\": print(\" | false",
                "{{\"a | true",
                "{\"a\tb | false"
            })
    void knowsWhetherItStandsInAStringOfADocument(String text, boolean expected) {
        // When
        JsonPosition position = new JsonPosition();
        text.chars().forEach(c -> position.accept((char) c));

        // Then
        assertThat(position.isInString()).isEqualTo(expected);
    }

    @Test
    void escapedValueIsReadBackByAJsonReader() throws JsonProcessingException {
        // Given
        String value = "\"quoted\" \\ back\nline\r\ttab \u0001 卡 😀";

        // When
        String json = "\"" + JsonPosition.escaped(value) + "\"";

        // Then
        assertThat(new JsonMapper().readValue(json, String.class)).isEqualTo(value);
    }
}

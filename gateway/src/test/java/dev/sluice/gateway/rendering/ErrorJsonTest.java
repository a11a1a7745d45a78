package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorJsonTest {
    @ParameterizedTest
    @EnumSource
    void everyErrorHasOpenAisShape(ErrorCode code) throws Exception {
        // When
        String json = ErrorJson.of(code, "it \"broke\"\n", "messages[0]");

        // Then
        JsonNode error = JsonMapper.builder().build().readTree(json).get("error");
        assertThat(error.fieldNames())
                .toIterable()
                .containsExactly("message", "type", "param", "code");
        assertThat(error.get("message").textValue()).isEqualTo("it \"broke\"\n");
        assertThat(error.get("type").textValue()).isEqualTo(code.openAiType());
        assertThat(error.get("param").textValue()).isEqualTo("messages[0]");
        assertThat(error.get("code").textValue()).isEqualTo(code.code());
    }
}

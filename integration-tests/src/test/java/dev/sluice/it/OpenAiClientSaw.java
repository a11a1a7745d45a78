package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/// What the scripts in `clients/` print, whatever language they are in.
final class OpenAiClientSaw {
    private OpenAiClientSaw() {}

    static void whatItShould(JsonNode seen, String model) {
        assertThat(seen.path("whole").asText()).contains("Paris");
        assertThat(seen.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(seen.path("streamed").asText()).isEqualTo(seen.path("whole").asText());
        assertThat(seen.path("tokens").asInt()).isPositive();
        assertThat(seen.path("streamed_tokens").asInt()).isEqualTo(seen.path("tokens").asInt());
        assertThat(seen.path("models")).hasSize(1);
        assertThat(seen.at("/models/0").asText()).isEqualTo(model);
        assertThat(seen.path("ids_agree").asBoolean()).isTrue();
        assertError(seen.path("stranger"), "AuthenticationError", "invalid_api_key", "null");
        assertError(seen.path("unknown_model"), "NotFoundError", "model_not_found", "model");
        assertError(seen.path("bad_field"), "BadRequestError", "invalid_parameter", "temperature");
    }

    private static void assertError(JsonNode error, String type, String code, String param) {
        assertThat(error.path("class").asText()).isEqualTo(type);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("param").asText()).isEqualTo(param);
    }
}

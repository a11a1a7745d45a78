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
        respondedAsItShould(seen);
        batchedAsItShould(seen.path("batch"));
    }

    private static void respondedAsItShould(JsonNode seen) {
        assertThat(seen.path("response").asText()).contains("Paris");
        assertThat(seen.path("response_status").asText()).isEqualTo("completed");
        assertThat(seen.path("retrieved_is_same").asBoolean()).isTrue();
        assertThat(seen.path("input_item").asText()).contains("capital of France");
        assertThat(seen.path("following").asBoolean()).isTrue();
        assertThat(seen.at("/event_types/0").asText()).isEqualTo("response.created");
        assertThat(seen.path("event_types"))
                .last()
                .extracting(JsonNode::asText)
                .isEqualTo("response.completed");
        assertThat(seen.path("event_text").asText())
                .contains("Paris")
                .isEqualTo(seen.path("event_whole").asText());
        assertThat(seen.path("resumed_everywhere").asBoolean()).isTrue();
        assertThat(seen.path("background_status").asText()).isEqualTo("completed");
        assertThat(seen.path("background").asText()).contains("Paris");
        assertThat(seen.path("cancelled_status").asText()).isEqualTo("completed");
        assertError(seen.path("deleted_response"), "NotFoundError", "not_found", "id");
        assertThat(seen.path("completion").asText()).isNotEmpty();
    }

    private static void batchedAsItShould(JsonNode batch) {
        assertThat(batch.path("status").asText()).isEqualTo("completed");
        assertThat(batch.path("completed").asInt()).isEqualTo(3);
        assertThat(batch.path("custom_ids"))
                .extracting(JsonNode::asText)
                .containsExactly("line-0", "line-1", "line-2");
        assertThat(batch.path("text").asText()).contains("Paris");
        assertThat(batch.path("listed").asBoolean()).isTrue();
        assertThat(batch.path("deleted").asBoolean()).isTrue();
    }

    private static void assertError(JsonNode error, String type, String code, String param) {
        assertThat(error.path("class").asText()).isEqualTo(type);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("param").asText()).isEqualTo(param);
    }
}

package dev.sluice.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.standalone.console.OperatorFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
    private static final String CHAT = "/v1/chat/completions";

    private ScriptedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new ScriptedGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void readsTheTextOfAStreamedAnswerAndSkipsTheRest() throws Exception {
        // Given
        gateway.answering(
                CHAT,
                200,
                """
                : a comment

                data: {"choices":[{"delta":{"role":"assistant"}}]}

                id: 0
                data: {"choices":[{"delta":{"content":"Par"}}]}

                id: 1
                data:{"choices":[{"delta":{"content":"is 巴黎"}}]}

                data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """);

        // When
        List<String> pieces = streamed();

        // Then
        assertThat(pieces).containsExactly("Par", "is 巴黎");
        assertThat(gateway.takeAsked().authorization()).isEqualTo("Bearer " + ScriptedGateway.KEY);
    }

    @Test
    void tellsWhyTheGatewayRefused() {
        // Given
        gateway.answering("/v1/models", 401, "{\"error\":{\"message\":\"the key is revoked\"}}");

        // When
        assertThatThrownBy(() -> gateway.client().getJson("/v1/models"))
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining("401")
                .hasMessageContaining("the key is revoked");
    }

    @Test
    void postsAndDeletesAndReadsTheJsonThatComesBack() throws Exception {
        // Given
        gateway.answering("/admin/v1/routes", 200, "{\"alias\":\"chat\"}");
        var route = JsonNodeFactory.instance.objectNode().put("alias", "chat");

        // When
        var posted = gateway.client().postJson("/admin/v1/routes", route);

        // Then
        assertThat(posted.path("alias").asText()).isEqualTo("chat");
        assertThat(gateway.takeAsked().body()).isEqualTo("{\"alias\":\"chat\"}");
        assertThat(gateway.client().deleteJson("/admin/v1/routes").path("alias").asText())
                .isEqualTo("chat");
        gateway.answering("/admin/v1/routes", 400, "{\"error\":{\"message\":\"no weight\"}}");
        assertThatThrownBy(() -> gateway.client().postJson("/admin/v1/routes", route))
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining("no weight");
    }

    @Test
    void failsOnAnErrorInTheMiddleOfAStream() {
        // Given
        gateway.answering(
                CHAT,
                200,
                """
                data: {"choices":[{"delta":{"content":"Par"}}]}

                data: {"error":{"message":"the worker was lost"}}

                """);

        // When
        assertThatThrownBy(this::streamed)
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining("the worker was lost");
    }

    @Test
    void failsOnAStreamWithoutAnEnd() {
        // Given
        gateway.answering(CHAT, 200, "data: {\"choices\":[{\"delta\":{\"content\":\"Par\"}}]}\n\n");

        // When
        assertThatThrownBy(this::streamed)
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining("broke off");
    }

    @Test
    void saysWhereNobodyAnswersAndWhatToDo() {
        // Given
        var client = gateway.client();
        gateway.close();

        // When
        assertThatThrownBy(() -> client.get("/health/ready"))
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining(client.endpoint().toString())
                .hasMessageContaining("./sluice up");
    }

    @Test
    void showsHealthModelsAndLoadAsOneStatus() {
        // Given
        gateway.answering(
                "/health/ready",
                503,
                "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"kafka\",\"status\":\"DOWN\"}]}");
        gateway.answering(
                "/v1/models",
                200,
                "{\"data\":[{\"id\":\"tiny\",\"max_model_len\":2048,\"status\":\"unavailable\"}]}");
        gateway.answering(
                "/metrics",
                200,
                """
                # HELP sluice_num_requests_running running
                sluice_num_requests_running{worker="a b"} 3.0
                sluice_num_requests_running{worker="w2"} 2.0
                sluice_num_requests_waiting 7.0
                sluice_kv_cache_usage_perc{worker="w1"} 0.25
                sluice_kv_cache_usage_perc{worker="w2"} NaN
                """);

        // When
        var status = GatewayStatus.of(gateway.client());

        // Then
        assertThat(status.isReady()).isFalse();
        assertThat(status.checks()).containsEntry("kafka", "DOWN");
        assertThat(status.models()).containsExactly(new GatewayStatus.Model("tiny", 2048, false));
        assertThat(status.requestsRunning()).isEqualTo(5);
        assertThat(status.requestsWaiting()).isEqualTo(7);
        assertThat(status.toJson().path("ready").asBoolean(true)).isFalse();
    }

    private List<String> streamed() {
        var pieces = new ArrayList<String>();
        var body = JsonNodeFactory.instance.objectNode();
        try (var answer = gateway.client().stream(CHAT, body)) {
            for (String piece = answer.next(); piece != null; piece = answer.next()) {
                pieces.add(piece);
            }
        }
        return pieces;
    }
}

package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.OpenAiServer;
import dev.sluice.it.client.OpenAiServer.Call;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.it.mesh.TwoGateways;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/// Two workers in front of one OpenAI-compatible server.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
@TestInstance(Lifecycle.PER_CLASS)
class RemoteEngineIT {
    private static final String POOL = "remote";
    private static final int MAX_TOKENS = 100;
    private static final List<String> WORKERS = List.of("remote-1", "remote-2");

    private final Gateway gateway;
    private final ProcessMesh processes;
    private final OpenAiServer server = new OpenAiServer();
    private final List<String> running = new ArrayList<>(WORKERS);

    RemoteEngineIT(TwoGateways mesh) {
        gateway = mesh.one();
        processes = mesh.processes();
    }

    @BeforeAll
    void start() {
        WORKERS.forEach(
                id -> processes.startRemoteWorker(id, POOL, server.url(), OpenAiServer.MODEL));
        WORKERS.forEach(processes::awaitReady);
        processes.awaitModel(TwoGateways.GATEWAYS.getFirst(), POOL);
    }

    @AfterAll
    void stop() {
        running.forEach(processes::kill);
        server.close();
    }

    private static Chat chat() {
        return Chat.of(POOL, "Say it.")
                .maxTokens(MAX_TOKENS)
                .with("stream_options", "{\"include_usage\":true}");
    }

    /// The worker stays dead: one is left, which is enough for the other test.
    @Test
    void anAnswerGoesOnWhenItsWorkerIsKilled() {
        // Given
        int before = server.calls().size();
        server.holdNext();
        try (SseReading reading = begun();
                SseReading undisturbed = begun()) {
            Call first = server.calls().get(before);

            // When
            processes.kill(first.key());
            running.remove(first.key());

            // Then
            assertThat(undisturbed.toEnd().text()).isEqualTo(OpenAiServer.ANSWER);
            assertThat(reading.toEnd().text()).isEqualTo(OpenAiServer.ANSWER);
            Call last = server.calls().getLast();
            assertThat(last.key()).isNotEqualTo(first.key());
            String begun = last.body().at("/messages/1/content").asText();
            assertThat(begun).isNotEmpty();
            assertThat(OpenAiServer.ANSWER).startsWith(begun);
            assertThat(last.body().path("max_tokens").asInt())
                    .isEqualTo(MAX_TOKENS - begun.strip().split(" ").length);
            assertThat(reading.events().toString()).contains("\"completion_tokens\":60");
            assertThat(undisturbed.events().toString()).contains("\"completion_tokens\":60");
        }
    }

    private SseReading begun() {
        return gateway.stream(chat()).untilTexts(10);
    }

    @Test
    void aCancelledRequestsConnectionIsClosed() throws InterruptedException {
        // Given
        server.holdNext();
        try (SseReading reading = begun()) {
            Call call = server.calls().getLast();

            // When
            int status = gateway.delete("/v1/streams/" + reading.requestId()).status();

            // Then
            assertThat(status).isEqualTo(200);
            assertThat(call.isLeft()).isTrue();
            assertThat(reading.toEnd().events().getLast().errorCode()).isEqualTo("cancelled");
        }
    }
}

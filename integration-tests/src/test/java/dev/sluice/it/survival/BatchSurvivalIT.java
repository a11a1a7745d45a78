package dev.sluice.it.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Json;
import dev.sluice.it.mesh.OnOwnMesh;
import dev.sluice.it.mesh.ProcessMesh;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A batch goes on when the gateway that runs it is killed, on the other gateway, and each line is
/// answered once. `-Dsluice.survival=full` takes the whole size.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@OnOwnMesh
class BatchSurvivalIT {
    private static final int LINES = Figures.isFull() ? 10_000 : 600;
    private static final int SLOTS = 32;
    private static final Duration ITL = Duration.ofMillis(5);
    private static final String MODEL = "load-test";
    private static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Test
    void everyLineIsAnsweredOnceThoughGatewaysAreKilledTwice() {
        try (var mesh = new ProcessMesh("batch-survival")) {
            // Given
            start(mesh);
            Gateway first = mesh.gateway("gateway-1");
            String fileId = first.upload("batch.jsonl", lines()).json().at("/id").asText();
            String batchId =
                    first.post(
                                    "/v1/batches",
                                    """
                                    {"input_file_id":"%s","endpoint":"/v1/chat/completions",\
                                    "completion_window":"24h"}\
                                    """
                                            .formatted(fileId))
                            .json()
                            .at("/id")
                            .asText();
            long begunNanos = System.nanoTime();

            // When: each of them dies once, so the one that runs the batch does
            killAt(mesh, "gateway-1", "gateway-2", batchId, LINES / 4);
            killAt(mesh, "gateway-2", "gateway-1", batchId, LINES / 2);
            JsonNode batch = awaitEnd(mesh.gateway("gateway-1"), batchId);

            // Then
            Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
            Figures.tell(
                    "batch of %d lines, both gateways killed once: %d s"
                            .formatted(LINES, took.toSeconds()));
            assertThat(batch.at("/status").asText()).isEqualTo("completed");
            assertThat(batch.at("/request_counts/completed").asInt()).isEqualTo(LINES);
            String output =
                    mesh.gateway("gateway-2")
                            .get("/v1/files/" + batch.at("/output_file_id").asText() + "/content")
                            .body();
            List<String> customIds =
                    output.lines().map(line -> Json.read(line).at("/custom_id").asText()).toList();
            assertThat(customIds).hasSize(LINES);
            assertThat(new HashSet<>(customIds)).hasSize(LINES);
        }
    }

    private static void start(ProcessMesh mesh) {
        mesh.startBroker();
        GATEWAYS.forEach(name -> mesh.startService(name, "gateway", Map.of()));
        List.of("masking", "scheduler").forEach(service -> mesh.startService(service, Map.of()));
        mesh.startSimulatedWorker("worker-1", MODEL, SLOTS, ITL);
        GATEWAYS.forEach(name -> mesh.awaitModel(name, MODEL));
        List.of("masking", "scheduler", "worker-1").forEach(mesh::awaitReady);
        GATEWAYS.forEach(mesh::awaitReady);
    }

    private static String lines() {
        return IntStream.range(0, LINES)
                .mapToObj(i ->
                        """
                        {"custom_id":"c-%d","method":"POST","url":"/v1/chat/completions",\
                        "body":{"model":"%s","max_tokens":4,\
                        "messages":[{"role":"user","content":"Question %d"}]}}\
                        """
                                .formatted(i, MODEL, i))
                .collect(Collectors.joining("\n"));
    }

    private static void killAt(
            ProcessMesh mesh, String victim, String witness, String batchId, int count) {
        Gateway gateway = mesh.gateway(witness);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> completed(gateway, batchId) >= count);
        mesh.kill(victim);
        mesh.startAgain(victim);
        mesh.awaitModel(victim, MODEL);
    }

    private static int completed(Gateway gateway, String batchId) {
        return gateway.get("/v1/batches/" + batchId).json().at("/request_counts/completed").asInt();
    }

    private static JsonNode awaitEnd(Gateway gateway, String batchId) {
        Set<String> unfinished = Set.of("validating", "in_progress");
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> gateway.get("/v1/batches/" + batchId).json(),
                        batch -> !unfinished.contains(batch.at("/status").asText()));
    }
}

package dev.sluice.it.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.ProcessMesh;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/// A scheduler dies with 100,000 requests waiting, and another one goes on with them.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "sluice.survival", matches = "full")
@Isolated("its bars are times")
class TakeoverIT {
    private static final int WAITING = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration FIRST_DECISION_MAX = Duration.ofSeconds(10);
    private static final String WORKER = "worker-1";

    @Test
    void aNewSchedulerDecidesSoonOverAHundredThousandWaitingRequests() {
        try (var mesh = new ProcessMesh("takeover")) {
            // Given
            start(mesh);
            try (SseReading first = mesh.gateway().stream(Fleet.question(1, 100_000).stored())) {
                Seen prompt =
                        await().atMost(PATIENCE)
                                .until(
                                        () -> mesh.kafka().about(Topic.PROMPTS, first.requestId()),
                                        seen -> !seen.isEmpty())
                                .getFirst();
                Backlog.fill(mesh.bootstrapServers(), prompt, WAITING);
                awaitWaiting(mesh);
                mesh.kill("scheduler");
                mesh.startAgain(WORKER);
                int before = assignments(mesh);

                // When
                long begunNanos = System.nanoTime();
                mesh.startAgainUnawaited("scheduler");
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> assignments(mesh) > before);

                // Then
                Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
                Figures.tell(
                        "takeover of %d waiting requests: first assignment after %d ms"
                                .formatted(WAITING, took.toMillis()));
                assertThat(took).isLessThanOrEqualTo(FIRST_DECISION_MAX);
            }
        }
    }

    /// The worker is known and gone: everything that comes waits.
    private static void start(ProcessMesh mesh) {
        mesh.startBroker();
        List.of("gateway", "masking").forEach(service -> mesh.startService(service, Map.of()));
        mesh.startService(
                "scheduler",
                Map.of(
                        "SLUICE_SCHEDULER_QUEUEING_WAITING_COUNT_MAX", "200000",
                        "SLUICE_SCHEDULER_QUEUEING_WAITING_BYTES_MAX", "512M"));
        mesh.startSimulatedWorker(WORKER, Fleet.MODEL, Fleet.SLOTS, Fleet.ITL);
        mesh.awaitModel(Fleet.MODEL);
        List.of("masking", "scheduler", WORKER).forEach(mesh::awaitReady);
        mesh.kill(WORKER);
    }

    private static void awaitWaiting(ProcessMesh mesh) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> mesh.waitingRequests() >= WAITING);
    }

    private static int assignments(ProcessMesh mesh) {
        return mesh.kafka().read(Topic.ASSIGNMENTS).size();
    }
}

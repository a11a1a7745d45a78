package dev.sluice.scheduler;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.WorkerId;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.loop.RejectedRecord;
import dev.sluice.scheduler.shard.ShardEvent.FenceWritten;
import dev.sluice.scheduler.shard.ShardEvent.RequestAssigned;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SchedulerMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SchedulerMetrics metrics = new SchedulerMetrics(registry);

    private static RequestAssigned assigned(int epoch, Duration waited) {
        return new RequestAssigned(id("r"), new WorkerId("w"), "w-1", epoch, NOW, waited);
    }

    @Test
    void timesTheQueueOncePerRequest() {
        // Given
        metrics.onEvent(assigned(1, Duration.ofSeconds(2)));

        // When
        metrics.onEvent(assigned(2, Duration.ofSeconds(60)));

        // Then
        var timer = registry.get("sluice.request.queue.time").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void countsFailoversByReason() {
        // Given
        var silent = new FenceWritten(id("r"), 2, FenceReason.WORKER_SILENT);

        // When
        metrics.onEvent(silent);
        metrics.onEvent(silent);

        // Then
        assertThat(
                        registry.get("sluice.failovers")
                                .tag("reason", "worker_silent")
                                .counter()
                                .count())
                .isEqualTo(2);
    }

    @Test
    void countsRejectedRecordsByTopic() {
        // Given
        var rejected =
                new RejectedRecord(
                        "sluice.prompts",
                        0,
                        1,
                        "not JSON",
                        () -> CompletableFuture.completedFuture(null));

        // When
        metrics.onRejected(rejected);

        // Then
        assertThat(
                        registry.get("sluice.dead.letters")
                                .tag("topic", "sluice.prompts")
                                .counter()
                                .count())
                .isEqualTo(1);
    }
}

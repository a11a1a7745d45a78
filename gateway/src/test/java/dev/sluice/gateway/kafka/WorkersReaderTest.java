package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.metrics.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkersReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final SimTopic topic = new SimTopic(Topic.WORKERS, 1);
    private final ModelCatalogue catalogue = new ModelCatalogue(Duration.ofHours(1));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WorkersReader reader =
            new WorkersReader(
                    topic::consumer, new EventCodec(), catalogue, new GatewayMetrics(meters));

    private static WorkerEvent report(String worker, String pool) {
        return new WorkerReported(
                worker,
                NOW,
                new WorkerId(worker),
                "1",
                State.READY,
                new PoolName(pool),
                0,
                2048,
                4,
                100,
                0,
                0,
                0,
                List.of());
    }

    @Test
    void readsFromTheBeginningAndIsCompleteAtItsEnd() {
        // Given
        topic.write(0, "w1", report("w1", "alpha"));
        topic.write(0, "w1", report("w1", "beta"));
        topic.write(0, "w2", report("w2", "gamma"));
        assertThat(catalogue.isComplete()).isFalse();

        // When
        reader.step();

        // Then
        assertThat(catalogue.isComplete()).isTrue();
        assertThat(catalogue.models(NOW))
                .extracting(model -> model.pool().value())
                .containsExactly("beta", "gamma");
    }

    @Test
    void anEmptyTopicIsCompleteToo() {
        // When
        reader.step();

        // Then
        assertThat(catalogue.isComplete()).isTrue();
    }

    @Test
    void aTombstoneRemovesAWorker() {
        // Given
        topic.write(0, "w1", report("w1", "alpha"));
        reader.step();

        // When
        topic.write(0, "w1", (byte[]) null);
        reader.step();

        // Then
        assertThat(catalogue.models(NOW)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsCountedAndPassedOver() {
        // Given
        topic.write(0, "w1", "nonsense".getBytes(StandardCharsets.UTF_8));
        topic.write(0, "w2", report("w2", "alpha"));

        // When
        reader.step();

        // Then
        assertThat(catalogue.models(NOW)).hasSize(1);
        assertThat(meters.get("sluice.gateway.malformed.records").counter().count()).isEqualTo(1);
    }
}

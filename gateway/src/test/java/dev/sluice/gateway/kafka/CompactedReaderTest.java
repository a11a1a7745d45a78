package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.RouteEvent;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.RouteTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

final class CompactedReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final SimTopic topic = new SimTopic(Topic.WORKERS, 1);
    private final RouteTable routes = new RouteTable();
    private final ModelCatalogue catalogue = new ModelCatalogue(Duration.ofHours(1), routes);
    private final List<String> rejected = new ArrayList<>();
    private final CompactedReader<WorkerEvent> reader =
            new CompactedReader<>(
                    Topic.WORKERS,
                    WorkerEvent.class,
                    topic::consumer,
                    new EventCodec(),
                    new WorkersTable(catalogue),
                    (polled, reason) -> rejected.add(polled.offset() + ": " + reason));

    private final SimTopic routeTopic = new SimTopic(Topic.ROUTES, 1);
    private final CompactedReader<RouteEvent> routeReader =
            new CompactedReader<>(
                    Topic.ROUTES,
                    RouteEvent.class,
                    routeTopic::consumer,
                    new EventCodec(),
                    new RoutesTable(routes),
                    (polled, reason) -> rejected.add(polled.offset() + ": " + reason));

    private static RouteDefined route(String alias, String pool) {
        return new RouteDefined(
                "e", alias, NOW, List.of(new WeightedPool(new PoolName(pool), 1)), null);
    }

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
        assertThat(catalogue.hasAllReports()).isFalse();

        // When
        reader.step();

        // Then
        assertThat(catalogue.hasAllReports()).isTrue();
        assertThat(catalogue.pools(NOW))
                .extracting(model -> model.pool().value())
                .containsExactly("beta", "gamma");
    }

    @Test
    void anEmptyTopicIsCompleteToo() {
        // When
        reader.step();

        // Then
        assertThat(catalogue.hasAllReports()).isTrue();
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
        assertThat(catalogue.pools(NOW)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsRejectedAndPassedOver() {
        // Given
        topic.write(0, "w1", "nonsense".getBytes(StandardCharsets.UTF_8));
        topic.write(0, "no worker's id", (byte[]) null);
        topic.write(0, "w2", report("w2", "alpha"));

        // When
        reader.step();

        // Then
        assertThat(catalogue.pools(NOW)).hasSize(1);
        assertThat(rejected)
                .containsExactlyInAnyOrder(
                        "0: the record is not JSON",
                        "1: worker id has a character at 2 that is not one of [A-Za-z0-9._:-]");
    }

    @Test
    void aRouteIsReplacedRemovedAndRejectedUnderAnotherKey() {
        // Given
        routeTopic.write(0, "chat", route("chat", "alpha"));
        routeTopic.write(0, "chat", route("chat", "beta"));
        routeTopic.write(0, "gone", route("gone", "alpha"));
        routeTopic.write(0, "forged", route("chat", "gamma"));
        routeReader.step();
        assertThat(routes.isComplete()).isTrue();

        // When
        routeTopic.write(0, "gone", (byte[]) null);
        routeReader.step();

        // Then
        assertThat(routes.all()).containsExactly(route("chat", "beta"));
        assertThat(rejected).containsExactly("3: the record key is not the alias");
    }

    @Test
    void whoWaitsGoesOnWhenWhatWasWrittenBeforeIsApplied() {
        // Given
        routeReader.step();
        routeTopic.write(0, "chat", route("chat", "alpha"));
        var applied = routeReader.appliedSoFar();
        assertThat(applied).isNotDone();

        // When
        assertThatThrownBy(routeReader::step).isInstanceOf(WakeupException.class);
        routeReader.step();

        // Then
        assertThat(applied).isCompleted();
        assertThat(routes.find("chat")).isPresent();
    }

    @Test
    void whoWaitsGoesOnAfterTheConnectionWasLostToo() {
        // Given
        routeReader.step();
        routeTopic.write(0, "chat", route("chat", "alpha"));
        var applied = routeReader.appliedSoFar();
        routeTopic.newest().failNext();
        assertThatThrownBy(routeReader::step).isInstanceOf(KafkaException.class);

        // When
        routeReader.reset();
        routeReader.step();

        // Then
        assertThat(applied).isCompleted();
    }
}

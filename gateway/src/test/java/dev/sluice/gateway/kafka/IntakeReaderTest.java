package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.gateway.intake.IntakeDesk.Delivery;
import dev.sluice.runtime.access.AccessBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IntakeReaderTest {
    private static final String DEFAULTS = "sluice.intake.default";
    private static final TopicPartition P0 = new TopicPartition(DEFAULTS, 0);
    private static final TopicPartition P1 = new TopicPartition(DEFAULTS, 1);

    private final AccessBook tenants = new AccessBook("sk-administrator");
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<TenantId> made = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final IntakeReader reader =
            new IntakeReader(
                    () -> consumer,
                    new IntakeTopics(tenants, this::make),
                    (_, _, onDone) -> {
                        Line line = new Line(onDone);
                        lines.add(line);
                        return line.thread;
                    },
                    _ -> new Nowhere(),
                    3,
                    1000,
                    Duration.ZERO);

    /// A line that is done when the test says so.
    private static final class Line {
        private final CountDownLatch end = new CountDownLatch(1);
        private final Thread thread;

        Line(Runnable onDone) {
            thread =
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                try {
                                    end.await();
                                    onDone.run();
                                } catch (InterruptedException stopped) {
                                    Thread.currentThread().interrupt();
                                }
                            });
        }

        void finish() throws InterruptedException {
            end.countDown();
            thread.join();
        }
    }

    private static final class Nowhere implements Delivery {
        @Override
        public CompletionStage<Void> answer(String customId, String answer) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> putAside(String reason) {
            return CompletableFuture.completedStage(null);
        }
    }

    private void make(Collection<TenantId> some) {
        if (some.contains(new TenantId("un.fit"))) {
            throw new IllegalArgumentException("Topic 'un.fit' collides");
        }
        made.addAll(some);
    }

    @BeforeEach
    void begin() throws Exception {
        tenants.markComplete();
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        reader.step();
        consumer.rebalance(List.of(P0, P1));
    }

    private void define(String tenant) {
        tenants.apply(TenantDefined.unlimited("e", new TenantId(tenant), Instant.EPOCH));
        tenants.publish();
    }

    private void write(TopicPartition partition, long offset, int bytes) {
        consumer.addRecord(
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        new byte[0],
                        new byte[bytes]));
    }

    private long committed(TopicPartition partition) {
        var offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void itCommitsUpToTheOldestLineThatIsNotDone() throws Exception {
        // Given
        write(P0, 0, 1);
        write(P0, 1, 1);
        reader.step();

        // When
        lines.get(1).finish();
        reader.step();
        long before = committed(P0);
        lines.get(0).finish();
        reader.step();

        // Then
        assertThat(before).isEqualTo(-1);
        assertThat(committed(P0)).isEqualTo(2);
        assertThat(committed(P1)).isEqualTo(-1);
    }

    @Test
    void aTenantThatComesLaterIsReadToo() throws Exception {
        // Given
        assertThat(consumer.subscription()).containsExactly(DEFAULTS);

        // When
        define("acme");
        define("un.fit");
        define("has:colon");
        reader.step();

        // Then
        assertThat(consumer.subscription())
                .containsExactlyInAnyOrder(DEFAULTS, "sluice.intake.acme");
        assertThat(made).containsExactly(TenantId.DEFAULT, new TenantId("acme"));
    }

    @Test
    void nothingIsReadBeforeTheTenantsAreKnown() throws Exception {
        // Given
        AccessBook unread = new AccessBook("sk-administrator");
        var early =
                new IntakeReader(
                        () -> {
                            throw new AssertionError("no consumer is needed");
                        },
                        new IntakeTopics(unread, this::make),
                        (_, _, _) -> Thread.ofVirtual().unstarted(() -> {}),
                        _ -> new Nowhere(),
                        3,
                        1000,
                        Duration.ZERO);

        // When
        made.clear();
        early.step();

        // Then
        assertThat(made).isEmpty();
    }

    @Test
    void aPartitionWithSoManyLinesWaits() throws Exception {
        // When
        write(P0, 0, 1);
        write(P0, 1, 1);
        reader.step();
        Set<TopicPartition> below = Set.copyOf(consumer.paused());
        write(P0, 2, 1);
        reader.step();
        Set<TopicPartition> at = Set.copyOf(consumer.paused());
        lines.get(2).finish();
        reader.step();

        // Then
        assertThat(below).isEmpty();
        assertThat(at).containsExactly(P0);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void allWaitWhereLinesAreLong() throws Exception {
        // When
        write(P0, 0, 999);
        reader.step();
        Set<TopicPartition> below = Set.copyOf(consumer.paused());
        write(P1, 0, 1);
        reader.step();
        Set<TopicPartition> at = Set.copyOf(consumer.paused());
        lines.get(0).finish();
        reader.step();

        // Then
        assertThat(below).isEmpty();
        assertThat(at).containsExactlyInAnyOrder(P0, P1);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void linesOfAPartitionThatAnotherGetsStop() throws Exception {
        // Given
        write(P0, 0, 600);
        reader.step();
        write(P1, 0, 600);
        reader.step();
        Set<TopicPartition> before = Set.copyOf(consumer.paused());

        // When
        consumer.rebalance(List.of(P1));

        // Then
        lines.get(0).thread.join();
        reader.step();
        assertThat(before).containsExactlyInAnyOrder(P0, P1);
        assertThat(consumer.paused()).doesNotContain(P1);
        assertThat(committed(P0)).isEqualTo(-1);
        assertThat(lines.get(1).thread.isAlive()).isTrue();
    }
}

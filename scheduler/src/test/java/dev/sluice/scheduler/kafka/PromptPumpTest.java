package dev.sluice.scheduler.kafka;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.Input.PromptRead;
import dev.sluice.scheduler.loop.Input.PromptsCaughtUp;
import dev.sluice.scheduler.loop.Input.ShardAcquired;
import dev.sluice.scheduler.loop.Input.ShardRevoked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptPumpTest {
    private static final TopicPartition PARTITION =
            new TopicPartition(Topic.PROMPTS.topicName(), 1);

    private final EventCodec codec = new EventCodec();
    private final BoundedInbox inbox = new BoundedInbox();
    private final SimConsumer consumer =
            new SimConsumer()
                    .topic(Topic.PROMPTS.topicName(), 4)
                    .topic(Topic.TOKENS.topicName(), 8);
    private Instant now = NOW;
    private final PromptPump pump =
            new PromptPump(
                    consumer,
                    new RecordReader(codec, (_, _) -> CompletableFuture.completedFuture(null)),
                    inbox,
                    () -> now);

    @BeforeEach
    void subscribe() {
        pump.step();
    }

    private List<Input> inputs() throws InterruptedException {
        return inbox.take(Duration.ZERO);
    }

    private void write(String name) {
        consumer.write(PARTITION, codec.encode(prompt(name, Priority.STANDARD, null)), NOW);
    }

    private @Nullable OffsetAndMetadata stored() {
        return consumer.committed(Set.of(PARTITION)).get(PARTITION);
    }

    private void own() {
        consumer.rebalance(List.of(PARTITION));
    }

    /// A poll's worth of time for commits to be sent again.
    private void stepLater() {
        now = now.plusSeconds(1);
        pump.step();
    }

    @Test
    void raisesTheStoredEpochAtOnceAndReadsUpToTheEnd() throws InterruptedException {
        // Given
        own();
        consumer.commitSync(Map.of(PARTITION, StoredEpoch.with(1, 8)));
        List.of("a", "b", "c").forEach(this::write);

        // When
        pump.step();
        consumer.deliver(PARTITION);
        pump.step();

        // Then
        List<Input> inputs = inputs();
        assertThat(inputs.getFirst()).isEqualTo(new ShardAcquired(1, 1, 9));
        assertThat(inputs.subList(1, 3)).allMatch(PromptRead.class::isInstance);
        assertThat(inputs.get(3)).isEqualTo(new PromptsCaughtUp(1));
        assertThat(stored()).isEqualTo(StoredEpoch.with(1, 9));
        assertThat(consumer.paused()).containsExactly(PARTITION);
    }

    @Test
    void readsOnWhenTheShardIsLive() throws InterruptedException {
        // Given
        own();
        pump.step();
        assertThat(inputs()).contains(new PromptsCaughtUp(1));

        // When
        pump.resume(1);
        pump.step();
        write("new");
        consumer.deliver(PARTITION);
        pump.step();

        // Then
        assertThat(inputs()).singleElement().isInstanceOf(PromptRead.class);
    }

    @Test
    void storesWhatTheLoopAsksWithTheEpoch() {
        // Given
        own();
        pump.step();

        // When
        pump.commit(1, 17, 1);
        stepLater();

        // Then
        assertThat(stored()).isEqualTo(StoredEpoch.with(17, 1));
    }

    @Test
    void doesNotStoreWhatWasAskedUnderAnOlderEpoch() {
        // Given
        own();
        pump.step();
        pump.reacquire(1);
        pump.step();

        // When
        pump.commit(1, 17, 1);
        stepLater();

        // Then
        assertThat(stored()).isEqualTo(StoredEpoch.with(0, 2));
    }

    @Test
    void takesADroppedShardAnewFromTheStoredOffset() throws InterruptedException {
        // Given
        own();
        pump.step();
        pump.commit(1, 0, 1);
        stepLater();
        inputs();

        // When
        pump.reacquire(1);
        pump.step();

        // Then
        assertThat(inputs()).containsExactly(new ShardAcquired(1, 0, 2), new PromptsCaughtUp(1));
    }

    @Test
    void handsAPartitionOnWhenTheLoopHasReleasedItAndStoresTheLastOffset() throws Exception {
        // Given
        own();
        pump.step();
        inputs();
        pump.commit(1, 17, 1);
        var loop =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (Input input : inbox.take(Duration.ofSeconds(5))) {
                                    ((ShardRevoked) input).released().run();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });

        // When
        consumer.rebalance(List.of());
        loop.join();

        // Then
        own();
        assertThat(stored()).isEqualTo(StoredEpoch.with(17, 1));
    }

    @Test
    void tellsThatAPartitionIsLostWithoutWaiting() throws InterruptedException {
        // Given
        own();
        pump.step();
        inputs();

        // When
        pump.onPartitionsLost(List.of(PARTITION));

        // Then
        assertThat(inputs()).singleElement().isInstanceOf(ShardRevoked.class);
    }

    @Test
    void withoutAStoredOffsetPromptsWhoseTokensAreGoneAreNotRunAgain() throws InterruptedException {
        // Given
        own();
        consumer.write(
                PARTITION,
                codec.encode(prompt("old", Priority.STANDARD, null)),
                NOW.minus(Duration.ofDays(2)));
        write("recent");

        // When
        pump.step();

        // Then
        assertThat(inputs().getFirst()).isEqualTo(new ShardAcquired(1, 1, 1));
    }
}

package dev.sluice.gateway.kafka;

import dev.sluice.contracts.topic.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/// Learns from a consumer group which partitions of a topic are this gateway's. It reads nothing:
/// its partitions are paused as soon as it gets them.
final class OwnershipReader implements Loop.Body {
    /// The group that shares out `stream`.
    static final String STREAMS_GROUP = "sluice-gateway-stream";

    /// The group that shares out `objects`, and so the batches.
    static final String BATCHES_GROUP = "sluice-gateway-batches";

    private static final Duration POLL = Duration.ofSeconds(1);

    private final LoopClient client;
    private final Topic topic;
    private final IntConsumer onPartitionCount;
    private final java.util.function.Consumer<Set<Integer>> onOwned;

    /// Both are told by the loop's thread: how many partitions there are, once for each client, and
    /// which are ours, with every change.
    OwnershipReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            Topic topic,
            IntConsumer onPartitionCount,
            java.util.function.Consumer<Set<Integer>> onOwned) {
        this.client = new LoopClient(clients);
        this.topic = topic;
        this.onPartitionCount = onPartitionCount;
        this.onOwned = onOwned;
    }

    @Override
    public void step() {
        client.open(this::begin).poll(POLL);
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        onPartitionCount.accept(consumer.partitionsFor(topic.topicName()).size());
        consumer.subscribe(List.of(topic.topicName()), new Listener(consumer));
    }

    /// Between a revocation and the next assignment the old partitions stay in use: they are read
    /// anyway, and two gateways on one partition harm nobody.
    private final class Listener implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Listener(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            Set<TopicPartition> assigned = consumer.assignment();
            consumer.pause(assigned);
            onOwned.accept(
                    assigned.stream()
                            .map(TopicPartition::partition)
                            .collect(Collectors.toUnmodifiableSet()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {}
    }

    @Override
    public void reset() {
        client.reset();
    }

    @Override
    public void wake() {
        client.wake();
    }
}

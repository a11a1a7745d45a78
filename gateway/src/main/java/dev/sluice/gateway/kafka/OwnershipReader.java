package dev.sluice.gateway.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.streaming.PartitionBook;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Learns from the consumer group which partitions of `stream` are this gateway's. It reads
/// nothing: its partitions are paused as soon as it gets them.
final class OwnershipReader implements Loop.Body {
    static final String GROUP = "sluice-gateway-stream";
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> clients;
    private final PartitionBook book;
    private volatile @Nullable Consumer<byte[], byte[]> client;

    OwnershipReader(Supplier<Consumer<byte[], byte[]>> clients, PartitionBook book) {
        this.clients = clients;
        this.book = book;
    }

    @Override
    public void step() {
        connected().poll(POLL);
    }

    private Consumer<byte[], byte[]> connected() {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer == null) {
            consumer = clients.get();
            client = consumer;
            int partitionCount = consumer.partitionsFor(Topic.STREAM.topicName()).size();
            book.borrow(ThreadLocalRandom.current().nextInt(partitionCount));
            consumer.subscribe(List.of(Topic.STREAM.topicName()), new Listener(consumer));
        }
        return consumer;
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
            book.own(
                    assigned.stream()
                            .map(TopicPartition::partition)
                            .collect(Collectors.toUnmodifiableSet()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {}
    }

    @Override
    public void reset() {
        Consumer<byte[], byte[]> consumer = client;
        client = null;
        if (consumer != null) {
            consumer.close();
        }
    }

    @Override
    public void wake() {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer != null) {
            consumer.wakeup();
        }
    }
}

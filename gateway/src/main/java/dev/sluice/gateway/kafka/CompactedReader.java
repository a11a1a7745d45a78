package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Reads a compacted topic from its beginning and keeps a table of it true. Of each poll only the
/// newest record of a key is decoded: an uncompacted topic has many of each.
final class CompactedReader<E extends Event> implements Loop.Body {
    private static final Duration POLL = Duration.ofMillis(500);

    /// What is kept of the topic. All calls are made by the loop's thread; where `apply` or
    /// `remove` throws an `IllegalArgumentException`, the record is rejected with its message.
    interface Table<E> {
        void apply(String recordKey, E event);

        /// The key stands for nothing any more.
        void remove(String recordKey);

        /// Everything that was there before this gateway started is applied.
        void markComplete();

        boolean isComplete();
    }

    /// What becomes of a record that cannot be read.
    interface Rejects {
        void put(ConsumerRecord<byte[], byte[]> rejected, String reason);
    }

    /// Who waits until the topic is read to its end of now.
    private static final class Barrier {
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private @Nullable Map<TopicPartition, Long> ends;
    }

    private final Topic topic;
    private final Class<E> eventType;
    private final Supplier<Consumer<byte[], byte[]>> clients;
    private final EventCodec codec;
    private final Table<E> table;
    private final Rejects rejects;
    private final Queue<Barrier> barriers = new ConcurrentLinkedQueue<>();
    private Map<TopicPartition, Long> catchUpTo = Map.of();
    private volatile @Nullable Consumer<byte[], byte[]> client;

    CompactedReader(
            Topic topic,
            Class<E> eventType,
            Supplier<Consumer<byte[], byte[]>> clients,
            EventCodec codec,
            Table<E> table,
            Rejects rejects) {
        this.topic = topic;
        this.eventType = eventType;
        this.clients = clients;
        this.codec = codec;
        this.table = table;
        this.rejects = rejects;
    }

    /// Completes, on the reader's thread, when everything that was acknowledged before this call is
    /// applied. Whoever gives up completes it as it likes.
    CompletableFuture<Void> appliedSoFar() {
        Barrier barrier = new Barrier();
        barriers.add(barrier);
        wake();
        return barrier.reached;
    }

    @Override
    public void step() {
        Consumer<byte[], byte[]> consumer = connected();
        placeBarriers(consumer);
        Map<String, ConsumerRecord<byte[], byte[]>> newest = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
            if (polled.key() == null) {
                rejects.put(polled, "the record has no key");
            } else {
                newest.put(new String(polled.key(), StandardCharsets.UTF_8), polled);
            }
        }
        newest.forEach(this::apply);
        if (!table.isComplete() && isBeyond(catchUpTo, consumer)) {
            table.markComplete();
        }
        passBarriers(consumer);
    }

    private Consumer<byte[], byte[]> connected() {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer == null) {
            consumer = clients.get();
            client = consumer;
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            catchUpTo = consumer.endOffsets(partitions);
        }
        return consumer;
    }

    private void placeBarriers(Consumer<byte[], byte[]> consumer) {
        if (barriers.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = null;
        for (Barrier barrier : barriers) {
            if (barrier.ends == null) {
                ends = ends == null ? consumer.endOffsets(consumer.assignment()) : ends;
                barrier.ends = ends;
            }
        }
        passBarriers(consumer);
    }

    private void passBarriers(Consumer<byte[], byte[]> consumer) {
        barriers.removeIf(barrier -> {
            if (barrier.ends != null && isBeyond(barrier.ends, consumer)) {
                barrier.reached.complete(null);
            }
            return barrier.reached.isDone();
        });
    }

    private static boolean isBeyond(
            Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void apply(String recordKey, ConsumerRecord<byte[], byte[]> newest) {
        try {
            if (newest.value() == null) {
                table.remove(recordKey);
                return;
            }
            switch (codec.decode(eventType, newest.value())) {
                case Decoded.Valid<E>(E event) -> table.apply(recordKey, event);
                case Decoded.Malformed<E> bad -> rejects.put(newest, bad.reason());
            }
        } catch (IllegalArgumentException refused) {
            rejects.put(newest, String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void reset() {
        Consumer<byte[], byte[]> consumer = client;
        client = null;
        // Offsets of a topic that may be another one by now mean nothing.
        barriers.forEach(barrier -> barrier.ends = null);
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

package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.TopicEnds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    /// Who waits until the topic is read to its end of now.
    private static final class Barrier {
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private @Nullable TopicEnds ends;
    }

    private final Topic topic;
    private final Class<E> eventType;
    private final LoopClient client;
    private final EventCodec codec;
    private final Table<E> table;
    private final Rejects rejects;
    private final Queue<Barrier> barriers = new ConcurrentLinkedQueue<>();
    private TopicEnds catchUpTo = TopicEnds.NONE;

    CompactedReader(
            Topic topic,
            Class<E> eventType,
            Supplier<Consumer<byte[], byte[]>> clients,
            EventCodec codec,
            Table<E> table,
            Rejects rejects) {
        this.topic = topic;
        this.eventType = eventType;
        this.client = new LoopClient(clients);
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
        Consumer<byte[], byte[]> consumer = client.open(this::begin);
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
        if (!table.isComplete() && catchUpTo.areReachedBy(consumer)) {
            table.markComplete();
        }
        passBarriers(consumer);
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        catchUpTo = TopicEnds.fromBeginning(consumer, topic);
    }

    private void placeBarriers(Consumer<byte[], byte[]> consumer) {
        if (barriers.isEmpty()) {
            return;
        }
        TopicEnds ends = null;
        for (Barrier barrier : barriers) {
            if (barrier.ends == null) {
                ends = ends == null ? TopicEnds.of(consumer) : ends;
                barrier.ends = ends;
            }
        }
        passBarriers(consumer);
    }

    private void passBarriers(Consumer<byte[], byte[]> consumer) {
        barriers.removeIf(barrier -> {
            if (barrier.ends != null && barrier.ends.areReachedBy(consumer)) {
                barrier.reached.complete(null);
            }
            return barrier.reached.isDone();
        });
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
        // Offsets of a topic that may be another one by now mean nothing.
        barriers.forEach(barrier -> barrier.ends = null);
        client.reset();
    }

    @Override
    public void wake() {
        client.wake();
    }
}

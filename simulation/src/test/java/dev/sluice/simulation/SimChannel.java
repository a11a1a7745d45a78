package dev.sluice.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// A messaging channel as the services configure it: hands records over one after the other, and
/// commits up to the first that is not acknowledged. A record that fails fails the channel.
public final class SimChannel implements ConsumerRebalanceListener {
    private record Taken(long offset, CompletableFuture<Void> done) {}

    private final SimConsumer consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, CompletableFuture<Void>> taker;
    private final Map<TopicPartition, Deque<Taken>> open = new TreeMap<>(SimBroker.ORDER);
    private final Map<TopicPartition, OffsetAndMetadata> safe = new TreeMap<>(SimBroker.ORDER);

    public SimChannel(
            SimConsumer consumer,
            String topic,
            Function<ConsumerRecord<byte[], byte[]>, CompletableFuture<Void>> taker) {
        this.consumer = consumer;
        this.taker = taker;
        consumer.subscribe(List.of(topic), this);
    }

    /// One round. False: a record failed, the process must start anew.
    public boolean step(boolean commits) {
        for (ConsumerRecord<byte[], byte[]> source : consumer.poll(Duration.ZERO)) {
            var place = new TopicPartition(source.topic(), source.partition());
            open.computeIfAbsent(place, _ -> new ArrayDeque<>())
                    .add(new Taken(source.offset(), taker.apply(source)));
        }
        for (Map.Entry<TopicPartition, Deque<Taken>> taken : open.entrySet()) {
            if (!advance(taken.getKey(), taken.getValue())) {
                return false;
            }
        }
        if (commits) {
            commit(List.copyOf(safe.keySet()));
        }
        return true;
    }

    private boolean advance(TopicPartition place, Deque<Taken> taken) {
        while (!taken.isEmpty() && taken.element().done().isDone()) {
            Taken first = taken.remove();
            if (first.done().isCompletedExceptionally()) {
                return false;
            }
            safe.put(place, new OffsetAndMetadata(first.offset() + 1));
        }
        return true;
    }

    /// What cannot be committed is read again.
    private void commit(Collection<TopicPartition> places) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        places.forEach(place -> {
            OffsetAndMetadata next = safe.remove(place);
            if (next != null) {
                committed.put(place, next);
            }
        });
        try {
            if (!committed.isEmpty()) {
                consumer.commitSync(committed);
            }
        } catch (KafkaException _) {
            committed.forEach(safe::putIfAbsent);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        commit(revoked);
        onPartitionsLost(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        open.keySet().removeAll(lost);
        safe.keySet().removeAll(lost);
    }
}

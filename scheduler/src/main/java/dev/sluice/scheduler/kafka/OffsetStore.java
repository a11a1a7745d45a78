package dev.sluice.scheduler.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits what the loop asks for, at most five times a second: a commit that comes late costs a
/// successor some reading, nothing else. [#put] on any thread, the rest on the pump's.
final class OffsetStore {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetStore.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    /// Is told that a commit failed for good.
    interface OnRefused {
        void refused(TopicPartition partition, Exception failure);
    }

    private record Asked(long nextOffset, long schedulerEpoch) {}

    private final Consumer<byte[], byte[]> consumer;
    private final InstantSource clock;
    private final OnRefused onRefused;
    private final Map<TopicPartition, Asked> asked = new ConcurrentHashMap<>();

    /// The epoch of each partition that is acquired.
    private final Map<TopicPartition, Long> epochs = new HashMap<>();

    private Instant storedAt = Instant.MIN;

    OffsetStore(Consumer<byte[], byte[]> consumer, InstantSource clock, OnRefused onRefused) {
        this.consumer = consumer;
        this.clock = clock;
        this.onRefused = onRefused;
    }

    void put(TopicPartition partition, long nextOffset, long schedulerEpoch) {
        asked.put(partition, new Asked(nextOffset, schedulerEpoch));
    }

    void onAcquired(TopicPartition partition, long schedulerEpoch) {
        epochs.put(partition, schedulerEpoch);
    }

    void forget(TopicPartition partition) {
        epochs.remove(partition);
        asked.remove(partition);
    }

    void store() {
        Instant now = clock.instant();
        if (asked.isEmpty() || now.isBefore(storedAt.plus(INTERVAL))) {
            return;
        }
        storedAt = now;
        Map<TopicPartition, OffsetAndMetadata> taken = take(Set.copyOf(asked.keySet()));
        if (!taken.isEmpty()) {
            consumer.commitAsync(taken, this::onStored);
        }
    }

    /// What the partitions still miss, at once. If it fails, the successor reads a few prompts
    /// more.
    void storeLast(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> taken = take(partitions);
        try {
            if (!taken.isEmpty()) {
                consumer.commitSync(taken, LAST_PATIENCE);
            }
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("last offsets not committed");
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> take(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Asked next = asked.remove(partition);
            if (next != null && isCurrent(partition, next)) {
                taken.put(partition, StoredEpoch.with(next.nextOffset(), next.schedulerEpoch()));
            }
        }
        return taken;
    }

    /// What the loop asked before it heard that the shard was lost is void.
    private boolean isCurrent(TopicPartition partition, Asked next) {
        Long epoch = epochs.get(partition);
        return epoch != null && next.schedulerEpoch() >= epoch;
    }

    private void onStored(
            Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure == null) {
            return;
        }
        if (isPassing(failure)) {
            offsets.forEach(this::askAgain);
        } else {
            offsets.keySet().forEach(partition -> onRefused.refused(partition, failure));
        }
    }

    private static boolean isPassing(Exception failure) {
        return failure instanceof RetriableCommitFailedException
                || failure instanceof RebalanceInProgressException
                || failure instanceof TimeoutException;
    }

    private void askAgain(TopicPartition partition, OffsetAndMetadata offset) {
        asked.putIfAbsent(partition, new Asked(offset.offset(), StoredEpoch.of(offset)));
    }
}

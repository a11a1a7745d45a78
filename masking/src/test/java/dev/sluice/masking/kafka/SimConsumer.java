package dev.sluice.masking.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// A member of the group: reads a few new records a poll from the partitions it believes to own,
/// and may commit only for those that it does own. (The base class only fills in the rest of the
/// interface.)
final class SimConsumer extends MockConsumer<byte[], byte[]> {
    private static final int POLL_MAX = 12;

    private final SimTokens tokens;
    private final SplittableRandom random;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    SimConsumer(SimTokens tokens, SplittableRandom random) {
        super("earliest");
        this.tokens = tokens;
        this.random = random;
    }

    /// The group gives these partitions to this member.
    void take(Set<TopicPartition> assigned, TokenLoop loop) {
        assigned.forEach(partition -> positions.put(partition, tokens.committed(partition)));
        loop.onPartitionsAssigned(assigned);
    }

    /// The group takes them back, and waits for this member to agree.
    void giveBack(Set<TopicPartition> revoked, TokenLoop loop) {
        loop.onPartitionsRevoked(revoked);
        positions.keySet().removeAll(revoked);
    }

    @Override
    public synchronized void subscribe(
            Collection<String> topics, ConsumerRebalanceListener listener) {}

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
        positions.replaceAll((partition, position) -> {
            List<byte[]> log = tokens.log(partition);
            long recalled = Math.max(position, tokens.committed(partition));
            long end = Math.min(log.size(), recalled + random.nextInt(POLL_MAX + 1));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (long offset = position; offset < end; offset++) {
                records.add(
                        new ConsumerRecord<>(
                                partition.topic(),
                                partition.partition(),
                                offset,
                                null,
                                log.get((int) offset)));
            }
            polled.put(partition, records);
            return Math.max(position, end);
        });
        return new ConsumerRecords<>(polled, Map.of());
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (TopicPartition partition : offsets.keySet()) {
            if (!tokens.isOwnedBy(partition, this)) {
                throw new CommitFailedException("another member owns " + partition);
            }
        }
        offsets.forEach((partition, offset) -> tokens.commit(partition, offset.offset()));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        partitions.forEach(partition ->
                committed.put(partition, new OffsetAndMetadata(tokens.committed(partition))));
        return committed;
    }

    @Override
    public synchronized long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    @Override
    public synchronized void seek(TopicPartition partition, OffsetAndMetadata offset) {
        seek(partition, offset.offset());
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> partitions) {
        return Map.of();
    }
}

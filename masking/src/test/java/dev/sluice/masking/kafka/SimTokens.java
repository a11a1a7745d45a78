package dev.sluice.masking.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The broker, as far as the token loop sees it: the partitions of `tokens`, the group's committed
/// offsets and owners, and what was written, in the order of its arrival.
final class SimTokens {
    private final Map<TopicPartition, List<byte[]>> logs = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, SimConsumer> owners = new HashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();

    SimTokens(int partitions) {
        for (int i = 0; i < partitions; i++) {
            logs.put(new TopicPartition("sluice.tokens", i), new ArrayList<>());
        }
    }

    Set<TopicPartition> partitions() {
        return logs.keySet();
    }

    void append(int partition, byte[] value) {
        log(new TopicPartition("sluice.tokens", partition)).add(value);
    }

    List<byte[]> log(TopicPartition partition) {
        return logs.getOrDefault(partition, List.of());
    }

    boolean isOwnedBy(TopicPartition partition, SimConsumer consumer) {
        return owners.get(partition) == consumer;
    }

    Set<TopicPartition> ownedBy(SimConsumer consumer) {
        Set<TopicPartition> owned = new HashSet<>();
        owners.forEach((partition, owner) -> {
            if (owner == consumer) {
                owned.add(partition);
            }
        });
        return owned;
    }

    void own(TopicPartition partition, SimConsumer consumer) {
        owners.put(partition, consumer);
    }

    long committed(TopicPartition partition) {
        return committed.getOrDefault(partition, 0L);
    }

    void commit(TopicPartition partition, long offset) {
        committed.put(partition, offset);
    }

    boolean isCommittedToTheEnd() {
        return logs.entrySet().stream()
                .allMatch(log -> committed(log.getKey()) == log.getValue().size());
    }

    void write(ProducerRecord<byte[], byte[]> arrived) {
        written.add(arrived);
    }

    List<ProducerRecord<byte[], byte[]>> written() {
        return written;
    }
}

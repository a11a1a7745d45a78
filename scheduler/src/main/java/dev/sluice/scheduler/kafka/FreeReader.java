package dev.sluice.scheduler.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Reads all partitions of some topics without a group. Owned by a pump's thread.
final class FreeReader {
    private static final Duration POLL_PATIENCE = Duration.ofMillis(50);
    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(3);

    private final Consumer<byte[], byte[]> consumer;

    FreeReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    boolean isAssigned() {
        return !consumer.assignment().isEmpty();
    }

    void assign(List<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (PartitionInfo info : partitionsOf(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
        }
        consumer.assign(partitions);
    }

    int partitionCount(String topic) {
        return partitionsOf(topic).size();
    }

    private List<PartitionInfo> partitionsOf(String topic) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic, QUERY_PATIENCE);
        if (infos == null || infos.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist");
        }
        return infos;
    }

    void seekToBeginning() {
        consumer.seekToBeginning(consumer.assignment());
    }

    void seekToEnd() {
        consumer.seekToEnd(consumer.assignment());
    }

    /// Goes back to the first records that were not written before the time; never forward.
    void seekBack(long epochMillis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        consumer.assignment().forEach(partition -> times.put(partition, epochMillis));
        consumer.offsetsForTimes(times, QUERY_PATIENCE)
                .forEach((partition, found) -> {
                    long position = consumer.position(partition, QUERY_PATIENCE);
                    if (found != null && found.offset() < position) {
                        consumer.seek(partition, found.offset());
                    }
                });
    }

    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(POLL_PATIENCE);
    }

    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(consumer.assignment(), QUERY_PATIENCE);
    }

    /// Whether all records before these offsets were polled.
    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), QUERY_PATIENCE) >= end.getValue());
    }

    void wakeUp() {
        consumer.wakeup();
    }

    void close() {
        consumer.close();
    }
}

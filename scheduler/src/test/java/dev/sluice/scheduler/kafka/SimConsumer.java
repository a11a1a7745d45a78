package dev.sluice.scheduler.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// Kafka's own in-memory consumer, with the two things that it lacks: finding offsets by time, and
/// records that can be read again.
final class SimConsumer extends MockConsumer<byte[], byte[]> {
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs = new HashMap<>();

    SimConsumer() {
        super("earliest");
    }

    SimConsumer topic(String topic, int partitions) {
        updatePartitions(
                topic,
                IntStream.range(0, partitions)
                        .mapToObj(p -> new PartitionInfo(topic, p, null, null, null))
                        .toList());
        for (int i = 0; i < partitions; i++) {
            var partition = new TopicPartition(topic, i);
            logs.put(partition, new ArrayList<>());
            updateBeginningOffsets(Map.of(partition, 0L));
            updateEndOffsets(Map.of(partition, 0L));
        }
        return this;
    }

    /// Writes to the simulated log; [#deliver] lets the consumer read.
    void write(TopicPartition partition, byte[] value, Instant at) {
        write(partition, "key", value, at);
    }

    /// `value` null: a tombstone.
    void write(TopicPartition partition, String recordKey, byte @Nullable [] value, Instant at) {
        List<ConsumerRecord<byte[], byte[]>> log = log(partition);
        log.add(
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        log.size(),
                        at.toEpochMilli(),
                        TimestampType.CREATE_TIME,
                        0,
                        value == null ? -1 : value.length,
                        recordKey.getBytes(StandardCharsets.UTF_8),
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
        updateEndOffsets(Map.of(partition, (long) log.size()));
    }

    /// Makes everything from the consumer's position on ready to be polled.
    void deliver(TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> log = log(partition);
        log.subList((int) position(partition), log.size()).forEach(this::addRecord);
    }

    private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
        return logs.getOrDefault(partition, List.of());
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
        times.forEach((partition, time) ->
                log(partition).stream()
                        .filter(r -> r.timestamp() >= time)
                        .findFirst()
                        .ifPresent(r ->
                                found.put(
                                        partition,
                                        new OffsetAndTimestamp(r.offset(), r.timestamp()))));
        return found;
    }
}

package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// One topic in memory, or several, and the consumers that read it: the client library's own
/// in-memory consumer, fed with the records that its position has not reached. Any thread may write
/// while others read.
final class SimTopic {
    private final Topic topic;
    private final EventCodec codec = new EventCodec();
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
    private final Map<TopicPartition, Long> begins = new HashMap<>();
    private final List<SimConsumer> consumers = new CopyOnWriteArrayList<>();
    private volatile long now;

    SimTopic(Topic topic, int partitionCount) {
        this.topic = topic;
        for (int i = 0; i < partitionCount; i++) {
            log.put(new TopicPartition(topic.topicName(), i), new CopyOnWriteArrayList<>());
        }
    }

    /// Another topic beside it, read by the same consumers.
    SimTopic and(Topic other, int partitionCount) {
        for (int i = 0; i < partitionCount; i++) {
            log.put(new TopicPartition(other.topicName(), i), new CopyOnWriteArrayList<>());
        }
        return this;
    }

    /// The broker's time from now on.
    void setTime(Instant time) {
        now = time.toEpochMilli();
    }

    void write(int partition, String recordKey, Event event) {
        write(partition, recordKey, codec.encode(event));
    }

    void write(Topic place, int partition, String recordKey, Event event) {
        write(place, partition, recordKey, codec.encode(event));
    }

    void write(int partition, String recordKey, byte @Nullable [] value) {
        write(topic, partition, recordKey, value);
    }

    synchronized void write(
            Topic written, int partition, String recordKey, byte @Nullable [] value) {
        TopicPartition place = new TopicPartition(written.topicName(), partition);
        List<ConsumerRecord<byte[], byte[]>> records = recordsOf(place);
        records.add(
                new ConsumerRecord<>(
                        place.topic(),
                        partition,
                        records.size(),
                        now,
                        TimestampType.LOG_APPEND_TIME,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        recordKey.getBytes(StandardCharsets.UTF_8),
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
        consumers.forEach(SimConsumer::showEnds);
    }

    /// Retention: what lies before the offset is gone, for consumers that come.
    void deleteBefore(int partition, long offset) {
        begins.put(new TopicPartition(topic.topicName(), partition), offset);
    }

    private List<ConsumerRecord<byte[], byte[]>> recordsOf(TopicPartition place) {
        return Objects.requireNonNull(log.get(place), "a partition of the topic");
    }

    Consumer<byte[], byte[]> consumer() {
        SimConsumer consumer = new SimConsumer();
        consumers.add(consumer);
        return consumer;
    }

    /// The newest consumer that was made.
    SimConsumer newest() {
        return consumers.getLast();
    }

    int consumerCount() {
        return consumers.size();
    }

    /// Reads the log from wherever it is positioned.
    final class SimConsumer extends MockConsumer<byte[], byte[]> {
        private boolean fails;

        SimConsumer() {
            super("earliest");
            Map<String, List<PartitionInfo>> infos = new HashMap<>();
            log.keySet()
                    .forEach(place ->
                            infos.computeIfAbsent(place.topic(), _ -> new ArrayList<>())
                                    .add(
                                            new PartitionInfo(
                                                    place.topic(),
                                                    place.partition(),
                                                    null,
                                                    null,
                                                    null)));
            infos.forEach(this::updatePartitions);
            showEnds();
        }

        void failNext() {
            fails = true;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.forEach((place, time) ->
                    recordsOf(place).stream()
                            .filter(kept -> kept.timestamp() >= time)
                            .findFirst()
                            .ifPresent(kept ->
                                    found.put(
                                            place,
                                            new OffsetAndTimestamp(
                                                    kept.offset(), kept.timestamp()))));
            return found;
        }

        private void showEnds() {
            log.forEach((place, records) -> {
                updateBeginningOffsets(Map.of(place, begins.getOrDefault(place, 0L)));
                updateEndOffsets(Map.of(place, (long) records.size()));
            });
        }

        @Override
        public synchronized org.apache.kafka.clients.consumer.ConsumerRecords<byte[], byte[]> poll(
                java.time.Duration timeout) {
            if (fails) {
                fails = false;
                throw new org.apache.kafka.common.KafkaException("connection lost");
            }
            for (TopicPartition place : assignment()) {
                long from = position(place);
                recordsOf(place).stream()
                        .filter(kept -> kept.offset() >= from)
                        .forEach(this::addRecord);
            }
            return super.poll(timeout);
        }
    }
}

package dev.sluice.gateway.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/// Where a consumer group begins that never committed: at the first record that was not written
/// before a time. On the consumer's thread.
///
/// @param since asked with each assignment
record GroupBeginning(Consumer<byte[], byte[]> consumer, Supplier<Instant> since)
        implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(added));
        long sinceMillis = since.get().toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        for (TopicPartition partition : added) {
            if (committed.get(partition) == null) {
                times.put(partition, sinceMillis);
            }
        }
        Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(times);
        for (TopicPartition partition : times.keySet()) {
            OffsetAndTimestamp first = firsts.get(partition);
            if (first != null) {
                consumer.seek(partition, first.offset());
            }
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {}
}

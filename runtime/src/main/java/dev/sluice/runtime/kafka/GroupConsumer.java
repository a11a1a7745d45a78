package dev.sluice.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A group's consumer that does not wait for records while a heartbeat is due.
///
/// Why: the client's `poll` waits no longer than to the next heartbeat. From then until the
/// heartbeat thread has sent it, it looks for records without pause, and so keeps that thread from
/// the processor: for a scheduler's slice of 3 to 4 ms and some 4 MB of garbage, at each heartbeat
/// of each consumer. Here a wait ends when the heartbeat is due, and the processor is given up.
final class GroupConsumer extends KafkaConsumer<byte[], byte[]> {
    /// For the heartbeat thread to send; records that come meanwhile wait as long.
    private static final long STAND_ASIDE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final HeartbeatClock heartbeats;

    /// @param settings of the client, deserialisers and heartbeats apart
    GroupConsumer(Map<String, Object> settings, Duration heartbeatInterval) {
        super(
                withHeartbeats(settings, heartbeatInterval),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        KafkaMetric sinceSent = metric("last-heartbeat-seconds-ago");
        heartbeats =
                new HeartbeatClock(
                        now -> sinceSent.measurable().measure(sinceSent.config(), now),
                        heartbeatInterval.toMillis());
    }

    private static Map<String, Object> withHeartbeats(
            Map<String, Object> settings, Duration interval) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) interval.toMillis());
        return all;
    }

    private KafkaMetric metric(String name) {
        for (Metric metric : metrics().values()) {
            if (metric.metricName().name().equals(name) && metric instanceof KafkaMetric found) {
                return found;
            }
        }
        throw new IllegalStateException("the Kafka client has no metric " + name);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        Duration left = timeout;
        while (true) {
            Duration free = heartbeats.untilDue(System.currentTimeMillis());
            var records = super.poll(free.compareTo(left) < 0 ? free : left);
            left = Duration.ofNanos(end - System.nanoTime());
            // The client counts in milliseconds: less than one is no time to wait for.
            if (!records.isEmpty() || left.toMillis() <= 0) {
                return records;
            }
            if (free.isZero()) {
                LockSupport.parkNanos(STAND_ASIDE_NANOS);
            }
        }
    }
}

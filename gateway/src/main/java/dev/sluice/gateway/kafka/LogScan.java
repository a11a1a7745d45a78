package dev.sluice.gateway.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// Walks over one partition with a borrowed consumer. Belongs to one thread.
final class LogScan {
    private static final Duration POLL = Duration.ofMillis(250);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Duration patience;

    /// What looks at the records.
    interface Visitor {
        /// False: seen enough.
        boolean visit(ConsumerRecord<byte[], byte[]> visited) throws InterruptedException;
    }

    /// `patience`: how long the broker may be silent before a `TimeoutException`.
    LogScan(Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration patience) {
        this.consumer = consumer;
        this.partition = partition;
        this.patience = patience;
        consumer.assign(List.of(partition));
    }

    long begin() {
        return offsetIn(consumer.beginningOffsets(List.of(partition), patience));
    }

    long end() {
        return offsetIn(consumer.endOffsets(List.of(partition), patience));
    }

    private long offsetIn(Map<TopicPartition, Long> offsets) {
        return Objects.requireNonNull(offsets.get(partition), "the broker answers what was asked");
    }

    /// The first offset that is not older than a time; the end where all are.
    long firstSince(Instant time) {
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli()), patience)
                        .get(partition);
        return found == null ? end() : found.offset();
    }

    /// Visits the records from offset `from` up to, not including, `to`. True: all of them.
    boolean walk(long from, long to, Visitor visitor) throws InterruptedException {
        consumer.seek(partition, from);
        long lastHeardNanos = System.nanoTime();
        while (consumer.position(partition, patience) < to) {
            var polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> visited : polled) {
                if (visited.offset() < to && !visitor.visit(visited)) {
                    return false;
                }
            }
            lastHeardNanos = polled.isEmpty() ? lastHeardNanos : System.nanoTime();
            if (System.nanoTime() - lastHeardNanos > patience.toNanos()) {
                throw new TimeoutException("nothing came from " + partition + " for " + patience);
            }
        }
        return true;
    }
}

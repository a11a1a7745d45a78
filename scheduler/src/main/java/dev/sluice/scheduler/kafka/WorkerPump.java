package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.Input.RecordRejected;
import dev.sluice.scheduler.loop.Input.WorkersCaughtUp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Reads `workers` and `tenants` from their beginning, and tells again and again that it stands at
/// the end: only then is a worker's silence its own, and are all weights known.
final class WorkerPump implements Pump {
    private static final Duration END_CHECK_INTERVAL = Duration.ofMillis(200);

    private record Goal(Instant at, Map<TopicPartition, Long> ends) {}

    private final FreeReader reader;
    private final RecordReader records;
    private final InputSink inbox;
    private final InstantSource clock;
    private int assignmentPartitions;
    private Instant endCheckedAt = Instant.MIN;
    private @Nullable Goal goal;
    private boolean wasAtEnd;

    WorkerPump(
            Consumer<byte[], byte[]> consumer,
            RecordReader records,
            InputSink inbox,
            InstantSource clock) {
        this.reader = new FreeReader(consumer);
        this.records = records;
        this.inbox = inbox;
        this.clock = clock;
    }

    @Override
    public void step() {
        if (!reader.isAssigned()) {
            assignmentPartitions = reader.partitionCount(Topic.ASSIGNMENTS.topicName());
            reader.assign(List.of(Topic.WORKERS.topicName(), Topic.TENANTS.topicName()));
            reader.seekToBeginning();
        }
        for (ConsumerRecord<byte[], byte[]> source : reader.poll()) {
            boolean isReport = source.topic().equals(Topic.WORKERS.topicName());
            deliver(
                    isReport
                            ? records.report(source, assignmentPartitions)
                            : records.tenant(source));
        }
        checkEnd();
    }

    /// What was malformed before this process started was put aside then.
    private void deliver(@Nullable Input input) {
        if (input != null && (wasAtEnd || !(input instanceof RecordRejected))) {
            inbox.put(input);
        }
    }

    /// Reports come all the time, so the end is taken first and read up to afterwards.
    private void checkEnd() {
        Instant now = clock.instant();
        if (goal == null && !now.isBefore(endCheckedAt.plus(END_CHECK_INTERVAL))) {
            endCheckedAt = now;
            goal = new Goal(now, reader.ends());
        }
        if (goal != null && reader.hasReached(goal.ends())) {
            wasAtEnd = true;
            inbox.put(new WorkersCaughtUp(goal.at()));
            goal = null;
        }
    }

    @Override
    public void wakeUp() {
        reader.wakeUp();
    }

    @Override
    public void close() {
        reader.close();
    }
}

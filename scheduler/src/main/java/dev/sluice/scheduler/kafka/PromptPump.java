package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input.PromptsCaughtUp;
import dev.sluice.scheduler.loop.Input.ShardAcquired;
import dev.sluice.scheduler.loop.Input.ShardRevoked;
import dev.sluice.scheduler.loop.PromptSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `prompts` as a member of the group, and stores offsets for the loop.
///
/// A partition that comes is paused and *acquired*: its stored epoch is read, raised and stored at
/// once, which only the group's current member can do. Then it is read up to its end, and paused
/// again until the loop has rebuilt the shard.
final class PromptPump implements Pump, PromptSource, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(PromptPump.class);
    private static final String TOPIC = Topic.PROMPTS.topicName();
    private static final Duration POLL_PATIENCE = Duration.ofMillis(50);
    private static final Duration QUERY_PATIENCE = Duration.ofSeconds(2);
    private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final RecordReader records;
    private final InputSink inbox;
    private final InstantSource clock;
    private final OffsetStore offsets;

    /// Written by the loop's thread.
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

    // Owned by the pump's thread.
    private final Set<TopicPartition> toAcquire =
            new TreeSet<>(Comparator.comparingInt(TopicPartition::partition));
    private final Map<TopicPartition, Long> catchUpEnds = new HashMap<>();
    private int streamPartitions;
    private boolean subscribed;

    PromptPump(
            Consumer<byte[], byte[]> consumer,
            RecordReader records,
            InputSink inbox,
            InstantSource clock) {
        this.consumer = consumer;
        this.records = records;
        this.inbox = inbox;
        this.clock = clock;
        this.offsets = new OffsetStore(consumer, clock, this::onRefused);
    }

    // --- the loop's side

    @Override
    public void resume(int shard) {
        commands.add(() -> resumeNow(partition(shard)));
    }

    @Override
    public void commit(int shard, long nextOffset, long schedulerEpoch) {
        offsets.put(partition(shard), nextOffset, schedulerEpoch);
    }

    @Override
    public void reacquire(int shard) {
        commands.add(() -> reacquireNow(partition(shard)));
    }

    // --- the pump's side

    @Override
    public void step() {
        if (!subscribed) {
            streamPartitions = new FreeReader(consumer).partitionCount(Topic.TOKENS.topicName());
            consumer.subscribe(List.of(TOPIC), this);
            subscribed = true;
        }
        for (Runnable next = commands.poll(); next != null; next = commands.poll()) {
            next.run();
        }
        List.copyOf(toAcquire).forEach(this::tryToAcquire);
        offsets.store();
        for (ConsumerRecord<byte[], byte[]> source : consumer.poll(POLL_PATIENCE)) {
            inbox.put(records.prompt(source, streamPartitions));
        }
        tellCaughtUp();
    }

    private void resumeNow(TopicPartition partition) {
        if (owns(partition) && !toAcquire.contains(partition)) {
            consumer.resume(List.of(partition));
        }
    }

    private void reacquireNow(TopicPartition partition) {
        if (owns(partition)) {
            consumer.pause(List.of(partition));
            forget(partition);
            toAcquire.add(partition);
        }
    }

    private void tryToAcquire(TopicPartition partition) {
        try {
            acquire(partition);
            toAcquire.remove(partition);
        } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
            // The next poll tells whether the partition is still this member's.
            LOG.atInfo()
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("cause", e.toString())
                    .log("shard cannot be acquired yet");
        }
    }

    private void acquire(TopicPartition partition) {
        OffsetAndMetadata stored =
                consumer.committed(Set.of(partition), QUERY_PATIENCE).get(partition);
        long nextOffset = stored == null ? oldestUseful(partition) : stored.offset();
        long epoch = StoredEpoch.after(stored);
        consumer.commitSync(Map.of(partition, StoredEpoch.with(nextOffset, epoch)), QUERY_PATIENCE);
        catchUpEnds.putAll(consumer.endOffsets(Set.of(partition), QUERY_PATIENCE));
        offsets.onAcquired(partition, epoch);
        consumer.seek(partition, nextOffset);
        inbox.put(new ShardAcquired(partition.partition(), nextOffset, epoch));
        consumer.resume(List.of(partition));
        LOG.atInfo()
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", nextOffset)
                .addKeyValue("epoch", epoch)
                .log("shard acquired");
    }

    /// Without a stored offset: prompts whose tokens may be gone already are not run once more.
    private long oldestUseful(TopicPartition partition) {
        Duration retention = Topic.TOKENS.keep().retention();
        Map<TopicPartition, Long> since =
                Map.of(
                        partition,
                        retention == null ? 0L : clock.instant().minus(retention).toEpochMilli());
        var found = consumer.offsetsForTimes(since, QUERY_PATIENCE).get(partition);
        if (found != null) {
            return found.offset();
        }
        return consumer.endOffsets(Set.of(partition), QUERY_PATIENCE).getOrDefault(partition, 0L);
    }

    private void tellCaughtUp() {
        for (var end : List.copyOf(catchUpEnds.entrySet())) {
            TopicPartition partition = end.getKey();
            if (consumer.position(partition, QUERY_PATIENCE) >= end.getValue()) {
                catchUpEnds.remove(partition);
                consumer.pause(List.of(partition));
                inbox.put(new PromptsCaughtUp(partition.partition()));
            }
        }
    }

    private void onRefused(TopicPartition partition, Exception failure) {
        LOG.atWarn()
                .addKeyValue("partition", partition.partition())
                .addKeyValue("cause", failure.toString())
                .log("offset cannot be committed; the shard starts over");
        inbox.put(new ShardRevoked(partition.partition(), () -> {}));
        reacquireNow(partition);
    }

    // --- called by poll

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> gained) {
        consumer.pause(gained);
        toAcquire.addAll(gained);
    }

    /// Another member gets the partitions only after the loop has written its last record for them.
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        CountDownLatch released = new CountDownLatch(revoked.size());
        for (TopicPartition partition : revoked) {
            inbox.put(new ShardRevoked(partition.partition(), released::countDown));
        }
        try {
            var _ = released.await(RELEASE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        offsets.storeLast(revoked);
        revoked.forEach(this::forget);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        for (TopicPartition partition : lost) {
            forget(partition);
            inbox.put(new ShardRevoked(partition.partition(), () -> {}));
        }
    }

    private void forget(TopicPartition partition) {
        toAcquire.remove(partition);
        catchUpEnds.remove(partition);
        offsets.forget(partition);
    }

    private boolean owns(TopicPartition partition) {
        return consumer.assignment().contains(partition);
    }

    private static TopicPartition partition(int shard) {
        return new TopicPartition(TOPIC, shard);
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    /// Leaves the group, so that another member takes over at once.
    @Override
    public void close() {
        consumer.close();
    }
}

package dev.sluice.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// A consumer of one process, with a group or without. A poll brings some of what is there, never
/// more; a commit may be refused, or be stored although it failed. (The base class only fills in
/// the rest of the interface.)
public final class SimConsumer extends MockConsumer<byte[], byte[]> {
    private static final int POLL_MAX = 12;
    private static final int CALM_POLL_MAX = 200;
    private static final int COMMIT_FAULTS_OF = 40;

    private final SimNode node;
    private final World world;
    private final SimBroker broker;
    private final SplittableRandom random;
    private final @Nullable SimGroup group;
    private final Map<TopicPartition, Long> positions = new TreeMap<>(SimBroker.ORDER);
    private final Set<TopicPartition> paused = new TreeSet<>(SimBroker.ORDER);
    private @Nullable ConsumerRebalanceListener listener;
    private Runnable onWakeUp = () -> {};
    private Runnable onPoll = () -> {};
    private java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> onRead = _ -> {};

    SimConsumer(SimNode node, World world, SplittableRandom random, @Nullable SimGroup group) {
        super("earliest");
        this.node = node;
        this.world = world;
        this.broker = world.broker();
        this.random = random;
        this.group = group;
    }

    /// What another thread of the process does as soon as this one is woken up.
    public void onWakeUp(Runnable action) {
        onWakeUp = action;
    }

    /// What others do while this one polls.
    public void onPoll(Runnable action) {
        onPoll = action;
    }

    /// Who sees each record as it is read.
    public void onRead(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> watcher) {
        onRead = watcher;
    }

    // --- the group's side

    Set<TopicPartition> held() {
        return group == null ? Set.of() : sorted(positions.keySet());
    }

    void gain(List<TopicPartition> gained) {
        for (TopicPartition place : gained) {
            OffsetAndMetadata stored = Objects.requireNonNull(group).stored(place);
            positions.put(place, stored == null ? 0L : stored.offset());
        }
        Objects.requireNonNull(listener).onPartitionsAssigned(gained);
    }

    void giveBack(List<TopicPartition> revoked) {
        Objects.requireNonNull(listener).onPartitionsRevoked(revoked);
        drop(revoked);
    }

    void lose(List<TopicPartition> lost) {
        Objects.requireNonNull(listener).onPartitionsLost(lost);
        drop(lost);
    }

    private static Set<TopicPartition> sorted(Set<TopicPartition> places) {
        Set<TopicPartition> copy = new TreeSet<>(SimBroker.ORDER);
        copy.addAll(places);
        return copy;
    }

    private void drop(List<TopicPartition> gone) {
        gone.forEach(positions::remove);
        gone.forEach(paused::remove);
    }

    /// Its process died; the group learns that by its silence.
    void abandon() {
        positions.clear();
    }

    // --- reading

    @Override
    public synchronized void subscribe(
            Collection<String> topics, ConsumerRebalanceListener toListener) {
        listener = toListener;
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> assigned) {
        positions.keySet().retainAll(assigned);
        assigned.forEach(place -> positions.putIfAbsent(place, 0L));
    }

    @Override
    public synchronized void unsubscribe() {
        positions.clear();
    }

    @Override
    public synchronized Set<TopicPartition> assignment() {
        return sorted(positions.keySet());
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        node.touch();
        onPoll.run();
        if (!broker.isUp()) {
            return ConsumerRecords.empty();
        }
        if (group != null && listener != null) {
            group.poll(this);
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
        for (TopicPartition place : List.copyOf(positions.keySet())) {
            if (!paused.contains(place)) {
                polled.put(place, fetch(place));
            }
        }
        return new ConsumerRecords<>(polled, Map.of());
    }

    private List<ConsumerRecord<byte[], byte[]>> fetch(TopicPartition place) {
        SimLog log = broker.log(place);
        long from = position(place);
        // Why at least one: a client whose poll comes back empty for long believes the broker away.
        int most = world.hasFaults() ? 1 + random.nextInt(POLL_MAX) : CALM_POLL_MAX;
        long to = Math.min(log.end(), from + most);
        List<ConsumerRecord<byte[], byte[]>> fetched = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            fetched.add(consumerRecord(place, log.at(offset)));
        }
        positions.put(place, Math.max(from, to));
        fetched.forEach(onRead);
        return fetched;
    }

    private static ConsumerRecord<byte[], byte[]> consumerRecord(
            TopicPartition place, SimLog.Entry entry) {
        byte[] value = entry.written().value();
        return new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                entry.offset(),
                entry.createdMillis(),
                TimestampType.CREATE_TIME,
                0,
                value == null ? 0 : value.length,
                entry.written().key(),
                value,
                entry.written().headers(),
                Optional.empty());
    }

    @Override
    public synchronized void wakeup() {
        onWakeUp.run();
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> places) {
        paused.addAll(places);
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> places) {
        places.forEach(paused::remove);
    }

    @Override
    public synchronized Set<TopicPartition> paused() {
        return sorted(paused);
    }

    // --- positions

    @Override
    public synchronized long position(TopicPartition place) {
        Long position = positions.get(place);
        if (position == null) {
            throw new IllegalStateException(place + " is not assigned");
        }
        return position;
    }

    @Override
    public synchronized long position(TopicPartition place, Duration timeout) {
        return position(place);
    }

    @Override
    public synchronized void seek(TopicPartition place, long offset) {
        position(place);
        positions.put(place, offset);
    }

    @Override
    public synchronized void seek(TopicPartition place, OffsetAndMetadata offset) {
        seek(place, offset.offset());
    }

    @Override
    public synchronized void seekToBeginning(Collection<TopicPartition> places) {
        places.forEach(place -> seek(place, 0));
    }

    @Override
    public synchronized void seekToEnd(Collection<TopicPartition> places) {
        ask();
        places.forEach(place -> seek(place, broker.log(place).end()));
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> places) {
        ask();
        Map<TopicPartition, Long> offsets = new TreeMap<>(SimBroker.ORDER);
        places.forEach(place -> offsets.put(place, 0L));
        return offsets;
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> places, Duration timeout) {
        return beginningOffsets(places);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> places) {
        ask();
        Map<TopicPartition, Long> offsets = new TreeMap<>(SimBroker.ORDER);
        places.forEach(place -> offsets.put(place, broker.log(place).end()));
        return offsets;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
            Collection<TopicPartition> places, Duration timeout) {
        return endOffsets(places);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        ask();
        Map<TopicPartition, OffsetAndTimestamp> found = new TreeMap<>(SimBroker.ORDER);
        times.forEach((place, millis) -> {
            SimLog log = broker.log(place);
            for (long offset = 0; offset < log.end(); offset++) {
                long created = log.at(offset).createdMillis();
                if (created >= millis) {
                    found.put(place, new OffsetAndTimestamp(offset, created));
                    return;
                }
            }
        });
        return found;
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic) {
        return broker.partitionsOf(topic).stream()
                .map(place -> new PartitionInfo(topic, place.partition(), null, null, null))
                .toList();
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return partitionsFor(topic);
    }

    private void ask() {
        node.touch();
        if (!broker.isUp()) {
            throw new TimeoutException("no broker answers");
        }
    }

    // --- commits

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> places) {
        ask();
        Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
        places.forEach(place -> stored.put(place, Objects.requireNonNull(group).stored(place)));
        return stored;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> places, Duration timeout) {
        return committed(places);
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        KafkaException failure = commit(offsets, new TimeoutException("commit was not answered"));
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public synchronized void commitSync(
            Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        commitSync(offsets);
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        callback.onComplete(offsets, commit(offsets, new RetriableCommitFailedException("lost")));
    }

    /// Null: it is stored.
    private @Nullable KafkaException commit(
            Map<TopicPartition, OffsetAndMetadata> offsets, KafkaException passing) {
        ask();
        SimGroup ofGroup = Objects.requireNonNull(group);
        if (!ofGroup.isOwner(this, offsets.keySet())) {
            return new CommitFailedException("another member has the partition");
        }
        int fault = world.hasFaults() ? random.nextInt(COMMIT_FAULTS_OF) : COMMIT_FAULTS_OF;
        if (fault != 0) {
            ofGroup.store(offsets);
        }
        return fault <= 1 ? passing : null;
    }

    @Override
    public synchronized void close() {
        if (group != null && broker.isUp()) {
            group.leave(this);
        }
        positions.clear();
    }
}

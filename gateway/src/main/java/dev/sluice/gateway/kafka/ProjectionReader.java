package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.store.KeptRequests;
import dev.sluice.gateway.store.LogPortion;
import dev.sluice.runtime.kafka.TopicEnds;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Reads `objects` and `results` into the tables, from where they stand. It belongs to no group:
/// the positions are in the database, written with what they cover. A database that was made anew
/// has none, and is filled from the beginning of the log.
///
/// Of `results` only what belongs to something kept is decoded; the record's key tells.
final class ProjectionReader implements Loop.Body {
    private static final Duration POLL = Duration.ofMillis(250);

    /// So long a process that starts has other things to do than to open a database.
    private static final Duration START_PATIENCE = Duration.ofSeconds(3);

    /// Positions behind records that are not kept are written now and then only.
    private static final Duration IDLE_POSITIONS = Duration.ofSeconds(10);

    private static final List<Topic> TOPICS = List.of(Topic.OBJECTS, Topic.RESULTS);

    private final LoopClient client;

    /// Asks where the log ends. Why not the one that reads: a broker answers a connection's
    /// requests in turn, and a fetch that finds nothing waits there.
    private final LoopClient endsClient;

    private final EventCodec codec;
    private final GatewayStore store;
    private final CatchUp catchUp;
    private final Rejects rejects;
    private final GatewayMetrics metrics;
    private final List<CompletableFuture<Void>> asking = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final Map<TopicPartition, Long> applied = new HashMap<>();
    private int seekedGeneration;
    private long writtenNanos = System.nanoTime();
    private volatile boolean isPolling;

    private record Waiter(
            List<CompletableFuture<Void>> waiting, Map<TopicPartition, Long> target) {}

    ProjectionReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            Supplier<Consumer<byte[], byte[]>> endsClients,
            EventCodec codec,
            GatewayStore store,
            CatchUp catchUp,
            Rejects rejects,
            GatewayMetrics metrics) {
        this.client = new LoopClient(clients);
        this.endsClient = new LoopClient(endsClients);
        this.codec = codec;
        this.store = store;
        this.catchUp = catchUp;
        this.rejects = rejects;
        this.metrics = metrics;
        catchUp.onWait(this::wakePoll);
    }

    @Override
    public void step() throws InterruptedException {
        if (!client.isOpen()) {
            catchUp.awaitFirst(START_PATIENCE);
        }
        try {
            Consumer<byte[], byte[]> consumer = client.open(this::begin);
            int generation = store.generation();
            if (generation != seekedGeneration) {
                seek(consumer);
                seekedGeneration = generation;
            }
            apply(poll(consumer));
            answer(consumer);
        } catch (SQLException e) {
            throw new IllegalStateException("the gateway's database does not answer", e);
        }
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        consumer.assign(
                TOPICS.stream()
                        .flatMap(topic -> TopicEnds.partitions(consumer, topic).stream())
                        .toList());
        seekedGeneration = 0;
    }

    private void seek(Consumer<byte[], byte[]> consumer) throws SQLException {
        applied.clear();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        if (isOfAnotherLog(ends)) {
            store.clear();
        }
        for (Topic topic : TOPICS) {
            Map<Integer, Long> positions = store.positions(topic.topicName());
            for (TopicPartition partition : consumer.assignment()) {
                if (partition.topic().equals(topic.topicName())) {
                    Long position = positions.get(partition.partition());
                    if (position == null) {
                        consumer.seekToBeginning(List.of(partition));
                    } else {
                        consumer.seek(partition, position);
                    }
                }
            }
        }
        consumer.assignment().forEach(at -> applied.put(at, consumer.position(at)));
    }

    /// Whether the tables are further than the log: then they were filled from another one.
    private boolean isOfAnotherLog(Map<TopicPartition, Long> ends) throws SQLException {
        for (Topic topic : TOPICS) {
            for (var position : store.positions(topic.topicName()).entrySet()) {
                var partition = new TopicPartition(topic.topicName(), position.getKey());
                if (position.getValue() > ends.getOrDefault(partition, Long.MAX_VALUE)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whoever waits does so for what is there already: then the poll does not.
    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
        isPolling = true;
        try {
            boolean isAwaited = catchUp.isAwaited() || !waiters.isEmpty();
            return consumer.poll(isAwaited ? Duration.ofMillis(5) : POLL);
        } finally {
            isPolling = false;
        }
    }

    private void apply(ConsumerRecords<byte[], byte[]> polled) throws SQLException {
        List<LogPortion> portions = new ArrayList<>();
        boolean hasKept = false;
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            LogPortion portion = portion(partition, records);
            hasKept |= !portion.entries().isEmpty();
            portions.add(portion);
        }
        if (hasKept) {
            applyOrSkip(portions);
        }
        portions.forEach(portion ->
                applied.put(
                        new TopicPartition(portion.topic(), portion.partition()),
                        portion.nextOffset()));
        if (System.nanoTime() - writtenNanos > IDLE_POSITIONS.toNanos()) {
            writtenNanos = System.nanoTime();
            store.apply(
                    applied.entrySet().stream()
                            .map(at ->
                                    new LogPortion(
                                            at.getKey().topic(),
                                            at.getKey().partition(),
                                            List.of(),
                                            at.getValue()))
                            .toList());
        }
    }

    /// A record that the tables do not take is counted and left out; all others are applied.
    private void applyOrSkip(List<LogPortion> portions) throws SQLException {
        try {
            store.apply(portions);
            return;
        } catch (SQLException e) {
            if (!GatewayStore.isAboutTheData(e)) {
                throw e;
            }
        }
        for (LogPortion portion : portions) {
            for (LogPortion.Entry entry : portion.entries()) {
                applyOrSkip(portion, entry);
            }
        }
    }

    private void applyOrSkip(LogPortion portion, LogPortion.Entry entry) throws SQLException {
        String topic = portion.topic();
        long next = entry.offset() + 1;
        try {
            store.apply(List.of(new LogPortion(topic, portion.partition(), List.of(entry), next)));
        } catch (SQLException e) {
            if (!GatewayStore.isAboutTheData(e)) {
                throw e;
            }
            metrics.onMalformedRecord(topic);
            store.apply(List.of(new LogPortion(topic, portion.partition(), List.of(), next)));
        }
    }

    private LogPortion portion(
            TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        List<LogPortion.Entry> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> polled : records) {
            kept(polled)
                    .ifPresent(event -> entries.add(new LogPortion.Entry(polled.offset(), event)));
        }
        return new LogPortion(
                partition.topic(), partition.partition(), entries, records.getLast().offset() + 1);
    }

    private Optional<Event> kept(ConsumerRecord<byte[], byte[]> polled) {
        boolean isResult = polled.topic().equals(Topic.RESULTS.topicName());
        if (isResult && !isKeptKey(polled.key())) {
            return Optional.empty();
        }
        Class<? extends Event> type = isResult ? ResultEvent.class : ObjectEvent.class;
        return switch (codec.decode(type, polled.value())) {
            case Decoded.Valid<? extends Event>(Event event) -> Optional.of(event);
            case Decoded.Malformed<? extends Event> bad -> {
                reject(polled, bad.reason());
                yield Optional.empty();
            }
        };
    }

    /// Audit puts bad results aside; here they only count.
    private void reject(ConsumerRecord<byte[], byte[]> polled, String reason) {
        if (polled.topic().equals(Topic.RESULTS.topicName())) {
            metrics.onMalformedRecord(polled.topic());
        } else {
            rejects.put(polled, reason);
        }
    }

    private static boolean isKeptKey(byte @Nullable [] key) {
        return key != null && KeptRequests.isKept(new String(key, StandardCharsets.UTF_8));
    }

    private void answer(Consumer<byte[], byte[]> consumer) {
        asking.addAll(catchUp.take());
        if (!asking.isEmpty()) {
            Map<TopicPartition, Long> target =
                    endsClient.open(_ -> {}).endOffsets(consumer.assignment());
            waiters.add(new Waiter(List.copyOf(asking), target));
            asking.clear();
        }
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.target().entrySet().stream().allMatch(this::isApplied)) {
                each.remove();
                // Elsewhere: whoever waited must not go on with this thread.
                waiter.waiting()
                        .forEach(caughtUp -> {
                            var _ = caughtUp.completeAsync(() -> null);
                        });
            }
        }
    }

    private boolean isApplied(Map.Entry<TopicPartition, Long> end) {
        return applied.getOrDefault(end.getKey(), 0L) >= end.getValue();
    }

    private void wakePoll() {
        if (isPolling) {
            client.wake();
        }
    }

    @Override
    public void reset() {
        client.reset();
        endsClient.reset();
    }

    @Override
    public void wake() {
        catchUp.stop();
        client.wake();
        endsClient.wake();
    }
}

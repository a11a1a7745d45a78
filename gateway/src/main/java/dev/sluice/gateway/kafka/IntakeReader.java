package dev.sluice.gateway.kafka;

import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.intake.IntakeDesk;
import dev.sluice.gateway.intake.IntakeLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Reads the intakes of all tenants, which the gateways share as a consumer group:
///
/// 1. subscribe to what there is, anew whenever a tenant comes;
/// 2. begin a line for each record, on a thread of its own;
/// 3. commit, for each partition, up to its oldest line that is not delivered: a successor reads it
///    again, and those behind it;
/// 4. read no further where so many lines are under way, or so many bytes.
///
/// A partition that another gateway gets: its lines stop here and begin there.
final class IntakeReader implements Loop.Body {
    static final String GROUP = "sluice-gateway-intake";
    private static final Duration POLL = Duration.ofMillis(100);

    private final LoopClient client;
    private final IntakeTopics topics;
    private final Work work;
    private final Function<ConsumerRecord<byte[], byte[]>, IntakeDesk.Delivery> deliveries;
    private final int runningLinesMax;
    private final long linesBytesMax;
    private final Duration startPatience;
    private final CountDownLatch stop = new CountDownLatch(1);

    /// Owned by the loop's thread, as is what follows.
    private final Map<TopicPartition, PartitionLines> partitions = new HashMap<>();

    private Map<String, TenantId> subscribed = Map.of();
    private boolean hasStarted;

    /// As [IntakeDesk#thread] does.
    interface Work {
        Thread thread(IntakeLine line, IntakeDesk.Delivery delivery, Runnable onDone);
    }

    /// `startPatience`: so long a process that starts has other things to do.
    IntakeReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            IntakeTopics topics,
            Work work,
            Function<ConsumerRecord<byte[], byte[]>, IntakeDesk.Delivery> deliveries,
            int runningLinesMax,
            long linesBytesMax,
            Duration startPatience) {
        this.client = new LoopClient(clients);
        this.topics = topics;
        this.work = work;
        this.deliveries = deliveries;
        this.runningLinesMax = runningLinesMax;
        this.linesBytesMax = linesBytesMax;
        this.startPatience = startPatience;
    }

    private record Running(Thread thread, int bytes) {}

    /// The lines of one partition that are under way.
    private static final class PartitionLines {
        private final OpenOffsets offsets;
        private final Map<Long, Running> running = new HashMap<>();

        /// Filled by the lines' threads.
        private final Queue<Long> done = new ConcurrentLinkedQueue<>();

        PartitionLines(long first) {
            offsets = new OpenOffsets(first);
        }

        void settle() {
            for (Long offset = done.poll(); offset != null; offset = done.poll()) {
                offsets.end(offset);
                running.remove(offset);
            }
        }

        long heldBytes() {
            return running.values().stream().mapToLong(Running::bytes).sum();
        }

        void stop() {
            running.values().forEach(line -> line.thread().interrupt());
        }
    }

    @Override
    public void step() throws InterruptedException {
        if (!hasStarted) {
            hasStarted = true;
            if (stop.await(startPatience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        Map<String, TenantId> wanted = topics.current();
        if (wanted.isEmpty()) {
            Thread.sleep(POLL);
            return;
        }
        Consumer<byte[], byte[]> consumer = client.open(_ -> subscribed = Map.of());
        if (!wanted.equals(subscribed)) {
            consumer.subscribe(wanted.keySet(), new Listener(consumer));
            subscribed = wanted;
        }
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
            begin(polled);
        }
        commit(consumer, partitions.keySet());
        throttle(consumer);
    }

    private void begin(ConsumerRecord<byte[], byte[]> polled) {
        var partition = new TopicPartition(polled.topic(), polled.partition());
        PartitionLines lines =
                partitions.computeIfAbsent(partition, _ -> new PartitionLines(polled.offset()));
        long offset = polled.offset();
        lines.offsets.begin(offset);
        byte[] text = polled.value() == null ? new byte[0] : polled.value();
        TenantId tenant = Objects.requireNonNull(subscribed.get(polled.topic()), polled.topic());
        Thread line =
                work.thread(
                        new IntakeLine(tenant, Instant.ofEpochMilli(polled.timestamp()), text),
                        deliveries.apply(polled),
                        () -> lines.done.add(offset));
        lines.running.put(offset, new Running(line, text.length));
        line.start();
    }

    private void commit(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> some) {
        Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
        for (TopicPartition partition : some) {
            PartitionLines lines = partitions.get(partition);
            if (lines == null) {
                continue;
            }
            lines.settle();
            if (lines.offsets.isToCommit()) {
                moved.put(partition, new OffsetAndMetadata(lines.offsets.oldest()));
            }
        }
        if (!GroupOffsets.commit(consumer, moved)) {
            return;
        }
        moved.forEach((partition, offset) -> {
            PartitionLines lines = partitions.get(partition);
            if (lines != null) {
                lines.offsets.onCommitted(offset.offset());
            }
        });
    }

    private void throttle(Consumer<byte[], byte[]> consumer) {
        boolean isFull =
                partitions.values().stream().mapToLong(PartitionLines::heldBytes).sum()
                        >= linesBytesMax;
        Set<TopicPartition> waiting = new HashSet<>();
        for (TopicPartition partition : consumer.assignment()) {
            PartitionLines lines = partitions.get(partition);
            if (isFull || (lines != null && lines.offsets.count() >= runningLinesMax)) {
                waiting.add(partition);
            }
        }
        Set<TopicPartition> open = new HashSet<>(consumer.assignment());
        open.removeAll(waiting);
        consumer.pause(waiting);
        consumer.resume(open);
    }

    private final class Listener implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Listener(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            commit(consumer, revoked);
            stop(List.copyOf(revoked));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            stop(List.copyOf(lost));
        }
    }

    private void stop(Collection<TopicPartition> some) {
        for (TopicPartition partition : some) {
            PartitionLines lines = partitions.remove(partition);
            if (lines != null) {
                lines.stop();
            }
        }
    }

    @Override
    public void reset() {
        try {
            client.reset();
        } finally {
            stop(List.copyOf(partitions.keySet()));
            subscribed = Map.of();
        }
    }

    @Override
    public void wake() {
        stop.countDown();
        client.wake();
    }
}

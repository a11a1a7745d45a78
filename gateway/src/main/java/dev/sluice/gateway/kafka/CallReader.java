package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.webhook.CallLedger;
import dev.sluice.gateway.webhook.CallTask;
import dev.sluice.gateway.webhook.WebhookBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Reads `webhooks`, which the gateways share as a consumer group, and lets calls be made:
///
/// 1. apply what was polled to the ledger, its own writing too;
/// 2. a partition that is read as far as it went when this gateway got it: its calls may begin;
/// 3. begin, on a thread each, what the ledger says is due;
/// 4. commit, for each partition, up to its oldest call that has no end: a successor reads from
///    there, and comes to the same ledger.
///
/// Reading never stops for an endpoint: a call that has to wait waits in the ledger.
final class CallReader implements Loop.Body {
    static final String GROUP = "sluice-gateway-webhook-calls";
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration IDLE = Duration.ofMillis(100);

    private final LoopClient client;
    private final EventCodec codec;
    private final WebhookBook book;
    private final CallLedger ledger;
    private final Work work;
    private final Rejects rejects;
    private final InstantSource clock;

    /// Owned by the loop's thread.
    private final Map<TopicPartition, Calls> partitions = new HashMap<>();

    private volatile int openCount;

    /// As [dev.sluice.gateway.webhook.CallDesk#thread] does.
    interface Work {
        Thread thread(CallTask task, Runnable onDone);
    }

    /// The calls of one partition that are under way, from when this gateway got it.
    private static final class Calls {
        private final long readyAt;
        private final Map<CallTask, Thread> running = new HashMap<>();
        private long committed = -1;

        /// Filled by the calls' threads.
        private final Queue<CallTask> done = new ConcurrentLinkedQueue<>();

        Calls(long readyAt) {
            this.readyAt = readyAt;
        }
    }

    CallReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            EventCodec codec,
            WebhookBook book,
            CallLedger ledger,
            Work work,
            Rejects rejects,
            InstantSource clock) {
        this.client = new LoopClient(clients);
        this.codec = codec;
        this.book = book;
        this.ledger = ledger;
        this.work = work;
        this.rejects = rejects;
        this.clock = clock;
    }

    /// Calls that have no end yet, of the partitions that this gateway has. Any thread.
    int openCount() {
        return openCount;
    }

    @Override
    public void step() throws InterruptedException {
        if (!client.isOpen() && (!book.isComplete() || book.isEmpty())) {
            Thread.sleep(IDLE);
            return;
        }
        Consumer<byte[], byte[]> consumer = client.open(this::begin);
        consumer.poll(POLL).forEach(this::apply);
        partitions.values().forEach(this::settle);
        partitions.forEach((partition, calls) -> {
            if (consumer.position(partition) >= calls.readyAt) {
                ledger.markReady(partition.partition());
            }
        });
        ledger.begin(clock.instant()).forEach(this::start);
        openCount = ledger.openCount();
        commit(consumer, partitions.keySet());
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(Topic.WEBHOOKS.topicName()), new Listener(consumer));
    }

    private void apply(ConsumerRecord<byte[], byte[]> polled) {
        switch (codec.decode(WebhookEvent.class, polled.value())) {
            case Decoded.Valid<WebhookEvent>(WebhookEvent event) ->
                    ledger.apply(polled.partition(), polled.offset(), event);
            case Decoded.Malformed<WebhookEvent> bad -> {
                rejects.put(polled, bad.reason());
                ledger.skip(polled.partition(), polled.offset());
            }
        }
    }

    private void settle(Calls calls) {
        for (CallTask task = calls.done.poll(); task != null; task = calls.done.poll()) {
            calls.running.remove(task);
            ledger.done(task);
        }
    }

    private void start(CallTask task) {
        Calls calls = partitions.get(new TopicPartition(Topic.WEBHOOKS.topicName(), task.shard()));
        if (calls == null) {
            throw new IllegalStateException("a call of a partition that is not here");
        }
        Thread call = work.thread(task, () -> calls.done.add(task));
        calls.running.put(task, call);
        call.start();
    }

    private void commit(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> some) {
        Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
        for (TopicPartition partition : some) {
            Calls calls = partitions.get(partition);
            OptionalLong oldest = ledger.oldest(partition.partition());
            if (calls != null && oldest.isPresent() && oldest.getAsLong() > calls.committed) {
                moved.put(partition, new OffsetAndMetadata(oldest.getAsLong()));
            }
        }
        if (!GroupOffsets.commit(consumer, moved)) {
            return;
        }
        moved.forEach((partition, offset) -> {
            Calls calls = partitions.get(partition);
            if (calls != null) {
                calls.committed = offset.offset();
            }
        });
    }

    private final class Listener implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Listener(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(added);
            added.forEach(partition ->
                    partitions.put(partition, new Calls(ends.getOrDefault(partition, 0L))));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            commit(consumer, revoked);
            drop(List.copyOf(revoked));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            drop(List.copyOf(lost));
        }
    }

    private void drop(Collection<TopicPartition> some) {
        for (TopicPartition partition : some) {
            Calls calls = partitions.remove(partition);
            if (calls != null) {
                calls.running.values().forEach(Thread::interrupt);
                ledger.drop(partition.partition(), List.copyOf(calls.running.keySet()));
            }
        }
    }

    @Override
    public void reset() {
        try {
            client.reset();
        } finally {
            drop(List.copyOf(partitions.keySet()));
        }
    }

    @Override
    public void wake() {
        client.wake();
    }
}

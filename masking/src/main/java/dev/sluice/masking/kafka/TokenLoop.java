package dev.sluice.masking.kafka;

import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.masking.rewrite.PartitionRewrite;
import dev.sluice.masking.rewrite.RequestMasks;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.TraceHeaders;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// `tokens` to `stream` and `results`: the whole path of an answer through masking.
///
/// ```
/// poll ─▶ decode ─▶ rewrite ─▶ send (not waited for)        every commit interval:
///                                                           flush ─▶ commit safe offsets
/// ```
///
/// Crash-only: the state is a function of the log from the committed offset on. When a send fails,
/// state is dropped and the partition read again from there; the copies carry the same indexes and
/// bytes. Owned by one platform thread that calls [#step].
final class TokenLoop implements ConsumerRebalanceListener {
    /// Shortest wait for a record: how long a stop or a commit may be late.
    private static final Duration POLL_PATIENCE = Duration.ofMillis(100);

    /// Records before the committed offset that are read again for their request ids alone.
    private static final long RECALL_RECORDS = 20_000;

    private static final long COMMIT_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final EventSender sender;
    private final DeadLetters deadLetters;
    private final EventCodec codec;
    private final RequestMasks masks;
    private final TokenLoopMetrics metrics;

    private final Map<TopicPartition, PartitionRewrite> partitions = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final AtomicReference<@Nullable Throwable> sendFailure = new AtomicReference<>();

    /// One for all records.
    private final Callback onSent = (_, failure) -> noteFailure(failure);

    private long nextCommitNanos;

    /// Of the records that were polled last: when, and how many came of them.
    private long polledNanos;

    private int caused;

    TokenLoop(
            Consumer<byte[], byte[]> consumer,
            EventSender sender,
            EventCodec codec,
            RequestMasks masks,
            TokenLoopMetrics metrics) {
        this.consumer = consumer;
        this.sender = sender;
        this.deadLetters = new DeadLetters(sender);
        this.codec = codec;
        this.masks = masks;
        this.metrics = metrics;
    }

    void subscribe() {
        consumer.subscribe(List.of(Topic.TOKENS.topicName()), this);
    }

    /// One round; returns the number of records taken.
    int step(long nowNanos) {
        var polled = consumer.poll(POLL_PATIENCE);
        polledNanos = System.nanoTime();
        caused = 0;
        for (TopicPartition partition : polled.partitions()) {
            PartitionRewrite rewrite = rewriteOf(partition);
            for (ConsumerRecord<byte[], byte[]> source : polled.records(partition)) {
                if (sendFailure.get() == null) {
                    take(source, rewrite);
                }
            }
        }
        if (sendFailure.get() != null) {
            replay();
        } else if (nowNanos - nextCommitNanos >= 0) {
            commit();
            nextCommitNanos = nowNanos + COMMIT_INTERVAL_NANOS;
        }
        return polled.count();
    }

    /// Sends what the round wrote, and waits until it has arrived.
    void deliver() {
        sender.flush();
        if (sendFailure.get() == null) {
            metrics.delivered(caused, System.nanoTime() - polledNanos);
        }
    }

    private PartitionRewrite rewriteOf(TopicPartition partition) {
        PartitionRewrite rewrite = partitions.get(partition);
        if (rewrite == null) {
            throw new IllegalStateException(
                    "a record came from " + partition + ", which is not owned");
        }
        return rewrite;
    }

    private void take(ConsumerRecord<byte[], byte[]> source, PartitionRewrite rewrite) {
        switch (codec.decode(TokenEvent.class, source.value())) {
            case Decoded.Malformed<TokenEvent> bad -> putAside(source, rewrite, bad.reason());
            case Decoded.Valid<TokenEvent>(TokenEvent event) -> {
                if (source.offset() < rewrite.startOffset()) {
                    rewrite.recall(event);
                    return;
                }
                String refusal = rewrite.refusal(event);
                if (refusal == null) {
                    pass(source, rewrite, event);
                } else {
                    putAside(source, rewrite, refusal);
                }
            }
        }
    }

    private void putAside(
            ConsumerRecord<byte[], byte[]> source, PartitionRewrite rewrite, String reason) {
        if (source.offset() >= rewrite.startOffset()) {
            rewrite.skip(source.offset());
            metrics.malformed();
            var _ =
                    deadLetters
                            .put(source, reason)
                            .whenComplete((_, failure) -> noteFailure(failure));
        }
    }

    private void pass(
            ConsumerRecord<byte[], byte[]> source, PartitionRewrite rewrite, TokenEvent event) {
        // Why: a token's record has none, but what it causes may be the end.
        String traceparent =
                event instanceof TokenGenerated
                        ? rewrite.traceparent(event.requestId())
                        : TraceHeaders.traceparent(source.headers());
        List<Event> made = rewrite.accept(source.offset(), event, traceparent);
        for (Event out : made) {
            if (sendFailure.get() != null) {
                // Why: a record behind one that was given up would leave a gap in the stream.
                return;
            }
            sender.send(
                    out instanceof ResultEvent ? Topic.RESULTS : Topic.STREAM,
                    source.partition(),
                    event.requestId().value(),
                    out,
                    out instanceof TextStreamed ? null : traceparent,
                    onSent);
        }
        stopWorkerIfEndedHere(event, made);
        metrics.passed(made.size());
        caused += made.size();
    }

    /// The policy or a gap ended the request here: its worker need not go on.
    private void stopWorkerIfEndedHere(TokenEvent event, List<Event> made) {
        boolean endsHere = !made.isEmpty() && made.getLast() instanceof StreamFinished;
        if (endsHere && !(event instanceof GenerationFinished)) {
            var cancel =
                    new CancelInference(
                            event.requestId() + "/ended-by-masking",
                            event.requestId(),
                            event.tenantId(),
                            event.occurredAt(),
                            "masking");
            sender.send(Topic.CONTROL, null, event.requestId().value(), cancel, null, onSent);
        }
    }

    private void noteFailure(@Nullable Throwable failure) {
        if (failure != null) {
            sendFailure.compareAndSet(null, failure);
        }
    }

    /// Everything sent so far is acknowledged before the offsets that cover it are committed.
    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
        partitions.forEach((partition, rewrite) -> {
            if (rewrite.safeOffset() != committed.getOrDefault(partition, -1L)) {
                safe.put(partition, new OffsetAndMetadata(rewrite.safeOffset()));
            }
        });
        if (safe.isEmpty()) {
            return;
        }
        sender.flush();
        if (sendFailure.get() == null) {
            consumer.commitSync(safe);
            safe.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        }
    }

    private void replay() {
        metrics.replayed();
        sender.flush();
        sendFailure.set(null);
        var owned = Set.copyOf(partitions.keySet());
        consumer.committed(owned)
                .forEach((partition, from) -> {
                    if (from == null) {
                        consumer.seekToBeginning(List.of(partition));
                    } else {
                        consumer.seek(partition, from);
                    }
                });
        onPartitionsAssigned(owned);
    }

    /// What may be committed is, so that the next start reads little again.
    void close() {
        try {
            commit();
        } finally {
            consumer.close();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(assigned);
        for (TopicPartition partition : assigned) {
            long start = consumer.position(partition);
            long beginning = beginnings.getOrDefault(partition, 0L);
            partitions.put(partition, new PartitionRewrite(masks, start));
            consumer.seek(partition, Math.max(beginning, start - RECALL_RECORDS));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        if (sendFailure.get() == null) {
            commit();
        }
        forget(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        forget(lost);
    }

    private void forget(Collection<TopicPartition> gone) {
        partitions.keySet().removeAll(gone);
        committed.keySet().removeAll(gone);
    }

    int openCount() {
        return partitions.values().stream().mapToInt(PartitionRewrite::openCount).sum();
    }
}

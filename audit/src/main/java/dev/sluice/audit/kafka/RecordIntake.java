package dev.sluice.audit.kafka;

import dev.sluice.audit.record.Contribution;
import dev.sluice.audit.store.WriteOutcome;
import dev.sluice.audit.store.WriteOutcome.Refused;
import dev.sluice.audit.store.WriteOutcome.Unavailable;
import dev.sluice.audit.store.WriteOutcome.Written;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.Decoded.Malformed;
import dev.sluice.contracts.json.Decoded.Valid;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.DeadLetters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One topic's way into the database: 1. decode; 2. collect up to a chunk; 3. write the chunk in
/// one transaction, again and again while the database is gone; 4. put aside, with its reason, what
/// is malformed or what the database refuses, and go on with the next.
///
/// When [#take] returns, each record is stored or in `dead-letters`: its offset may be committed.
/// Used by one thread at a time, which it blocks.
final class RecordIntake<E extends Event> {
    private static final Logger LOG = LoggerFactory.getLogger(RecordIntake.class);

    /// What a transaction takes at most. The bytes are counted before the last record is added.
    record ChunkLimit(int count, long bytes) {}

    private record Taken(ConsumerRecord<byte[], byte[]> source, Contribution contribution) {}

    private final Class<E> eventType;
    private final Function<E, Contribution> contribution;
    private final EventCodec codec;
    private final Function<List<Contribution>, WriteOutcome> store;
    private final DeadLetters deadLetters;
    private final ChunkLimit limit;
    private final Retry retry;
    private final IntakeMeter meter;
    // Owner: the thread that takes. An outage is told once, not at every try.
    private boolean outage;

    RecordIntake(
            Class<E> eventType,
            Function<E, Contribution> contribution,
            EventCodec codec,
            Function<List<Contribution>, WriteOutcome> store,
            DeadLetters deadLetters,
            ChunkLimit limit,
            Retry retry,
            IntakeMeter meter) {
        this.eventType = eventType;
        this.contribution = contribution;
        this.codec = codec;
        this.store = store;
        this.deadLetters = deadLetters;
        this.limit = limit;
        this.retry = retry;
        this.meter = meter;
    }

    /// @throws CancellationException when the service stops before all is stored
    void take(Iterable<ConsumerRecord<byte[], byte[]>> polled) {
        List<Taken> chunk = new ArrayList<>();
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> source : polled) {
            Decoded<E> decoded = codec.decode(eventType, source.value());
            switch (decoded) {
                case Valid<E>(E event) -> {
                    chunk.add(new Taken(source, contribution.apply(event)));
                    bytes += source.serializedValueSize();
                }
                case Malformed<E> malformed -> putAside(source, malformed.reason());
            }
            if (chunk.size() >= limit.count() || bytes >= limit.bytes()) {
                store(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
        }
        store(chunk);
    }

    private void store(List<Taken> chunk) {
        if (chunk.isEmpty()) {
            return;
        }
        List<Instant> times = chunk.stream().map(taken -> taken.contribution.occurredAt()).toList();
        meter.onWriting(Collections.min(times));
        switch (retry.untilPresent(() -> write(chunk))) {
            case Written _ -> meter.onWritten(chunk.size(), Collections.max(times));
            case Refused refused -> onRefused(chunk, refused);
            case Unavailable _ -> throw new IllegalStateException("a try without end has ended");
        }
    }

    private Optional<WriteOutcome> write(List<Taken> chunk) {
        WriteOutcome outcome = store.apply(chunk.stream().map(Taken::contribution).toList());
        if (outcome instanceof Unavailable(String reason)) {
            onFailure(chunk.getFirst().source.topic(), reason);
            return Optional.empty();
        }
        onSuccess(chunk.getFirst().source.topic());
        return Optional.of(outcome);
    }

    private void onFailure(String topic, String reason) {
        meter.onRetry();
        if (!outage) {
            outage = true;
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("reason", reason)
                    .log("audit records wait; trying until they are stored");
        }
    }

    private void onSuccess(String topic) {
        if (outage) {
            outage = false;
            LOG.atInfo().addKeyValue("topic", topic).log("audit records are stored again");
        }
    }

    /// One bad record must not take its neighbours along: each gets a transaction of its own.
    private void onRefused(List<Taken> chunk, Refused refused) {
        if (chunk.size() == 1) {
            putAside(chunk.getFirst().source, "cannot be stored: " + refused.reason());
            return;
        }
        chunk.forEach(taken -> store(List.of(taken)));
    }

    private void putAside(ConsumerRecord<byte[], byte[]> source, String reason) {
        LOG.atWarn()
                .addKeyValue("topic", source.topic())
                .addKeyValue("partition", source.partition())
                .addKeyValue("offset", source.offset())
                .addKeyValue("reason", reason)
                .log("record put aside");
        retry.untilPresent(() -> send(source, reason));
        meter.onSetAside();
    }

    private Optional<Boolean> send(ConsumerRecord<byte[], byte[]> source, String reason) {
        try {
            deadLetters.put(source, reason).get();
            onSuccess(source.topic());
            return Optional.of(true);
        } catch (ExecutionException e) {
            onFailure(source.topic(), "dead letter is not sent: " + e.getCause());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}

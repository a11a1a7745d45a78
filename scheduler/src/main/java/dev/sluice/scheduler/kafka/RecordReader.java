package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.PromptEvent;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.TraceHeaders;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.Input.ControlRead;
import dev.sluice.scheduler.loop.Input.PromptRead;
import dev.sluice.scheduler.loop.Input.PromptRejected;
import dev.sluice.scheduler.loop.Input.RecordRejected;
import dev.sluice.scheduler.loop.Input.ReportRead;
import dev.sluice.scheduler.loop.Input.TokenRead;
import dev.sluice.scheduler.loop.Input.WeightRead;
import dev.sluice.scheduler.loop.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Records to inputs. What cannot be read, or names a partition that does not exist, becomes a
/// rejected record; nothing here throws for the sake of a record. Thread-safe.
final class RecordReader {
    private final EventCodec codec;
    private final BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletableFuture<Void>>
            setAside;

    /// @param setAside called on the loop's thread with a rejected record and the reason
    RecordReader(
            EventCodec codec,
            BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletableFuture<Void>> setAside) {
        this.codec = codec;
        this.setAside = setAside;
    }

    /// @param streamPartitions how many partitions `tokens` has
    Input prompt(ConsumerRecord<byte[], byte[]> source, int streamPartitions) {
        return switch (codec.decode(PromptEvent.class, source.value())) {
            case Decoded.Malformed<PromptEvent> bad ->
                    rejectedPrompt(source, bad.reason(), bad.requestId(), streamPartitions);
            case Decoded.Valid<PromptEvent>(PromptMasked prompt) ->
                    prompt(source, prompt, streamPartitions);
        };
    }

    private Input prompt(
            ConsumerRecord<byte[], byte[]> source, PromptMasked prompt, int streamPartitions) {
        int streamPartition = prompt.spec().streamPartition();
        if (streamPartition >= streamPartitions) {
            String reason = impossible("streamPartition", streamPartition, streamPartitions);
            return rejectedPrompt(source, reason, prompt.requestId(), streamPartitions);
        }
        return new PromptRead(
                source.partition(),
                source.offset(),
                Instant.ofEpochMilli(source.timestamp()),
                prompt,
                Math.max(0, source.serializedValueSize()),
                TraceHeaders.traceparent(source.headers()));
    }

    /// The partition of an id that the mesh made is known even where the record is unreadable.
    private Input rejectedPrompt(
            ConsumerRecord<byte[], byte[]> source,
            String reason,
            @Nullable RequestId requestId,
            int streamPartitions) {
        Integer streamPartition =
                requestId == null
                        ? null
                        : requestId
                                .located()
                                .map(RequestId.Location::streamPartition)
                                .filter(partition -> partition < streamPartitions)
                                .orElse(null);
        return new PromptRejected(
                source.partition(),
                source.offset(),
                rejected(source, reason),
                requestId,
                streamPartition,
                TraceHeaders.traceparent(source.headers()));
    }

    Input token(ConsumerRecord<byte[], byte[]> source) {
        return read(TokenEvent.class, source, TokenRead::new);
    }

    Input control(ConsumerRecord<byte[], byte[]> source) {
        return read(ControlEvent.class, source, ControlRead::new);
    }

    /// @param assignmentPartitions how many partitions `assignments` has
    Input report(ConsumerRecord<byte[], byte[]> source, int assignmentPartitions) {
        return read(
                WorkerEvent.class,
                source,
                event -> {
                    WorkerReported report = (WorkerReported) event;
                    int partition = report.assignmentPartition();
                    return partition < assignmentPartitions
                            ? new ReportRead(report)
                            : new RecordRejected(
                                    rejected(
                                            source,
                                            impossible(
                                                    "assignmentPartition",
                                                    partition,
                                                    assignmentPartitions)));
                });
    }

    /// What a tenant's record says of its weight; null where it says nothing of it.
    @Nullable Input tenant(ConsumerRecord<byte[], byte[]> source) {
        if (source.value() == null) {
            return withoutWeight(source);
        }
        return switch (codec.decode(TenantEvent.class, source.value())) {
            case Decoded.Valid<TenantEvent>(TenantEvent event) when !isKeyOf(event, source) ->
                    new RecordRejected(rejected(source, "the record key is not the event's"));
            case Decoded.Valid<TenantEvent>(TenantDefined defined) ->
                    new WeightRead(defined.tenantId(), defined.weight());
            case Decoded.Valid<TenantEvent> _ -> null;
            case Decoded.Malformed<TenantEvent> bad ->
                    new RecordRejected(rejected(source, bad.reason()));
        };
    }

    private static boolean isKeyOf(TenantEvent event, ConsumerRecord<byte[], byte[]> source) {
        return event.recordKey().equals(keyOf(source));
    }

    /// A tenant that is no longer has the usual weight; other keys are about something else.
    private @Nullable Input withoutWeight(ConsumerRecord<byte[], byte[]> source) {
        try {
            return new WeightRead(new TenantId(keyOf(source)), null);
        } catch (IllegalArgumentException aboutSomethingElse) {
            return null;
        }
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> source) {
        return source.key() == null ? "" : new String(source.key(), StandardCharsets.UTF_8);
    }

    private <E extends Event> Input read(
            Class<E> type, ConsumerRecord<byte[], byte[]> source, Function<E, Input> toInput) {
        return switch (codec.decode(type, source.value())) {
            case Decoded.Valid<E>(E event) -> toInput.apply(event);
            case Decoded.Malformed<E> bad -> new RecordRejected(rejected(source, bad.reason()));
        };
    }

    private static String impossible(String what, int value, int count) {
        return what + " is " + value + ", there are " + count + " partitions";
    }

    /// Masking, which owns `tokens`, puts its malformed records aside; here they only count.
    private RejectedRecord rejected(ConsumerRecord<byte[], byte[]> source, String reason) {
        boolean mine = !source.topic().equals(Topic.TOKENS.topicName());
        return new RejectedRecord(
                source.topic(),
                source.partition(),
                source.offset(),
                reason,
                () ->
                        mine
                                ? setAside.apply(source, reason)
                                : CompletableFuture.completedFuture(null));
    }
}

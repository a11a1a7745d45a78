package dev.sluice.masking.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.masking.rewrite.PromptRewrite;
import dev.sluice.masking.rewrite.RequestMasks;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.TraceHeaders;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// What one record of `requests` becomes: a masked prompt; the end of its request, where it must
/// not go on; or a dead letter. Keeps nothing between two records. Any thread.
final class PromptPath {
    private final EventCodec codec;
    private final EventSender sender;
    private final Supplier<RequestMasks> masks;
    private final Runnable onMalformed;

    /// @param masks may wait until the policies are known
    PromptPath(
            EventCodec codec,
            EventSender sender,
            Supplier<RequestMasks> masks,
            Runnable onMalformed) {
        this.codec = codec;
        this.sender = sender;
        this.masks = masks;
        this.onMalformed = onMalformed;
    }

    /// Completes when what the record became is on all in-sync replicas: only then may its offset
    /// be committed.
    CompletableFuture<Void> take(ConsumerRecord<byte[], byte[]> source) {
        return switch (codec.decode(RequestEvent.class, source.value())) {
            case Decoded.Malformed<RequestEvent> bad ->
                    putAside(source, bad.reason(), bad.requestId());
            case Decoded.Valid<RequestEvent>(InferenceRequested requested) ->
                    pass(source, requested);
        };
    }

    /// Where the record names its request, that ends: on the partition where the record lies, for
    /// there its client looks.
    private CompletableFuture<Void> putAside(
            ConsumerRecord<byte[], byte[]> source, String reason, @Nullable RequestId requestId) {
        onMalformed.run();
        CompletableFuture<Void> setAside = new DeadLetters(sender).put(source, reason);
        if (requestId == null) {
            return setAside;
        }
        Instant at = Instant.ofEpochMilli(source.timestamp());
        TokenEvent end = PromptRewrite.malformed(requestId, at, reason);
        CompletableFuture<Void> ended =
                sender.send(
                        Topic.TOKENS,
                        source.partition(),
                        requestId.value(),
                        end,
                        TraceHeaders.traceparent(source.headers()));
        return CompletableFuture.allOf(setAside, ended);
    }

    private CompletableFuture<Void> pass(
            ConsumerRecord<byte[], byte[]> source, InferenceRequested requested) {
        if (requested.spec().streamPartition() != source.partition()) {
            return putAside(
                    source,
                    "streamPartition is "
                            + requested.spec().streamPartition()
                            + ", the record lies on partition "
                            + source.partition(),
                    requested.requestId());
        }
        var rewrite = new PromptRewrite(masks.get());
        Event rewritten = rewrite.rewrite(requested, Instant.ofEpochMilli(source.timestamp()));
        return send(rewritten, requested, TraceHeaders.traceparent(source.headers()));
    }

    private CompletableFuture<Void> send(
            Event rewritten, InferenceRequested requested, @Nullable String traceparent) {
        return switch (rewritten) {
            case PromptMasked masked ->
                    sender.send(Topic.PROMPTS, null, masked.pool().value(), masked, traceparent);
            case TokenEvent end ->
                    sender.send(
                            Topic.TOKENS,
                            requested.spec().streamPartition(),
                            requested.requestId().value(),
                            end,
                            traceparent);
            default -> throw new IllegalStateException("a prompt cannot become " + rewritten);
        };
    }
}

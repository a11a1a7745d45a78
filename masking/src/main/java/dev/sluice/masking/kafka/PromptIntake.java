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
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.TraceHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/// `requests` to `prompts`. A record is acknowledged, and so committed, only when what it became is
/// on all in-sync replicas. What cannot be masked does not pass: it becomes a dead letter or the
/// end of its request.
@ApplicationScoped
public class PromptIntake {
    private final EventCodec codec;
    private final MaskingSenders senders;
    private final Policies policies;
    private final Counter malformed;

    @Inject
    PromptIntake(
            EventCodec codec, MaskingSenders senders, Policies policies, MeterRegistry metrics) {
        this.codec = codec;
        this.senders = senders;
        this.policies = policies;
        this.malformed =
                metrics.counter("sluice.dead.letters", "topic", Topic.REQUESTS.topicName());
    }

    @Incoming("masking-requests-in")
    @RunOnVirtualThread
    CompletionStage<Void> take(ConsumerRecord<byte[], byte[]> source) {
        return switch (codec.decode(RequestEvent.class, source.value())) {
            case Decoded.Malformed<RequestEvent> bad ->
                    putAside(source, bad.reason(), bad.requestId());
            case Decoded.Valid<RequestEvent>(InferenceRequested requested) ->
                    pass(source, requested);
        };
    }

    /// Where the record names its request, that ends: on the partition where the record lies, for
    /// there its client looks.
    private CompletionStage<Void> putAside(
            ConsumerRecord<byte[], byte[]> source, String reason, @Nullable RequestId requestId) {
        malformed.increment();
        EventSender sender = senders.prompts();
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

    private CompletionStage<Void> pass(
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
        var rewrite = new PromptRewrite(policies.masksWhenComplete());
        Event rewritten = rewrite.rewrite(requested, Instant.ofEpochMilli(source.timestamp()));
        return send(rewritten, requested, TraceHeaders.traceparent(source.headers()));
    }

    private CompletableFuture<Void> send(
            Event rewritten, InferenceRequested requested, @Nullable String traceparent) {
        EventSender sender = senders.prompts();
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

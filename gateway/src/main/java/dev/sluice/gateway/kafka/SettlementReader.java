package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.kafka.KafkaQuotas.AllowanceSender;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.runtime.access.AccessBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// Turns the ends of requests into settlements of their allowances. The gateways share the
/// partitions of `results` as a consumer group, so each end is read by one of them, and by another
/// when that one dies: offsets are committed after the settlements are written. A settlement that
/// is written twice counts once. Nothing is read before a tenant has limits.
final class SettlementReader implements Loop.Body {
    static final String GROUP = "sluice-gateway-settlement";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMillis(100);

    private final LoopClient client;
    private final AllowanceSender sender;
    private final EventCodec codec;
    private final AccessBook tenants;
    private final InstantSource clock;
    private final Duration lease;

    SettlementReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            AllowanceSender sender,
            EventCodec codec,
            AccessBook tenants,
            InstantSource clock,
            Duration lease) {
        this.client = new LoopClient(clients);
        this.sender = sender;
        this.codec = codec;
        this.tenants = tenants;
        this.clock = clock;
        this.lease = lease;
    }

    @Override
    public void step() throws InterruptedException {
        if (!client.isOpen() && !tenants.directory().hasLimits()) {
            Thread.sleep(IDLE);
            return;
        }
        Consumer<byte[], byte[]> consumer = client.open(this::begin);
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : polled) {
            settlementOf(each).ifPresent(settled -> written.add(sender.send(settled)));
        }
        CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new)).join();
        if (!polled.isEmpty()) {
            consumer.commitSync();
        }
    }

    private Optional<AllowanceSettled> settlementOf(ConsumerRecord<byte[], byte[]> end) {
        return switch (codec.decode(ResultEvent.class, end.value())) {
            case Decoded.Valid<ResultEvent>(InferenceCompleted done) -> settled(done, done.usage());
            case Decoded.Valid<ResultEvent>(InferenceFailed failed) ->
                    settled(failed, failed.usage());
            case Decoded.Malformed<ResultEvent> _ -> Optional.empty();
        };
    }

    private Optional<AllowanceSettled> settled(ResultEvent end, Usage usage) {
        return tenants.directory().limits(end.tenantId()).areNone()
                ? Optional.empty()
                : Optional.of(
                        new AllowanceSettled(
                                end.requestId() + "/settled",
                                end.requestId(),
                                end.tenantId(),
                                end.occurredAt(),
                                tokens(end.requestId(), usage)));
    }

    /// As `usage` tells the client: choices have one prompt together.
    private static long tokens(RequestId id, Usage usage) {
        long promptTokens = Choices.isFurther(id) ? 0 : usage.promptTokens();
        return promptTokens + usage.completionTokens();
    }

    /// A group that never committed begins one lease ago: older requests hold nothing.
    private void begin(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(
                List.of(Topic.RESULTS.topicName()),
                new GroupBeginning(consumer, () -> clock.instant().minus(lease)));
    }

    @Override
    public void reset() {
        client.reset();
    }

    @Override
    public void wake() {
        client.wake();
    }
}

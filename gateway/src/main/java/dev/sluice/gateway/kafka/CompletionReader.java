package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.batch.Waits;
import dev.sluice.gateway.store.KeptRequests;
import dev.sluice.gateway.webhook.Completion;
import dev.sluice.gateway.webhook.WebhookBook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// Turns the ends of responses (`results`) and batches (`objects`) into calls that are due
/// (`webhooks`). The gateways share both topics as a consumer group; offsets are committed when the
/// calls are on the log, so each end is read at least once, and a call that is due twice has the
/// same name. No endpoint is called from here: nothing that an endpoint does holds this up.
///
/// Nothing is read before there is an endpoint. Before ends are looked at, the book of endpoints is
/// read as far as it goes: an endpoint whose definition was answered hears of whatever ends later.
final class CompletionReader implements Loop.Body {
    static final String GROUP = "sluice-gateway-webhooks";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final String BATCH_PREFIX = "batch_";

    private final LoopClient client;
    private final EventCodec codec;
    private final WebhookBook book;
    private final Supplier<CompletionStage<Void>> caughtUp;
    private final Function<CallDue, CompletableFuture<Void>> sender;
    private final Duration clockSkewMax;

    CompletionReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            EventCodec codec,
            WebhookBook book,
            Supplier<CompletionStage<Void>> caughtUp,
            Function<CallDue, CompletableFuture<Void>> sender,
            Duration clockSkewMax) {
        this.client = new LoopClient(clients);
        this.codec = codec;
        this.book = book;
        this.caughtUp = caughtUp;
        this.sender = sender;
        this.clockSkewMax = clockSkewMax;
    }

    @Override
    public void step() throws InterruptedException {
        if (!client.isOpen() && (!book.isComplete() || book.isEmpty())) {
            Thread.sleep(IDLE);
            return;
        }
        Consumer<byte[], byte[]> consumer = client.open(this::begin);
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        List<Completion> ended = new ArrayList<>();
        polled.forEach(each -> completionIn(each).ifPresent(ended::add));
        if (!ended.isEmpty()) {
            Waits.until(caughtUp.get());
            write(ended);
        }
        if (!polled.isEmpty()) {
            consumer.commitSync();
        }
    }

    private void write(List<Completion> ended) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (Completion completion : ended) {
            for (WebhookDefined listener : book.listenersTo(completion, clockSkewMax)) {
                written.add(sender.apply(completion.dueAt(listener.webhookId())));
            }
        }
        CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new)).join();
    }

    /// The record's key tells whether it is worth decoding.
    private Optional<Completion> completionIn(ConsumerRecord<byte[], byte[]> polled) {
        if (polled.key() == null || polled.value() == null) {
            return Optional.empty();
        }
        String recordKey = new String(polled.key(), StandardCharsets.UTF_8);
        if (polled.topic().equals(Topic.RESULTS.topicName())) {
            return recordKey.startsWith(KeptRequests.RESPONSE_PREFIX)
                    ? responseIn(polled.value())
                    : Optional.empty();
        }
        return recordKey.startsWith(BATCH_PREFIX) ? batchIn(polled.value()) : Optional.empty();
    }

    /// Others put aside what cannot be read.
    private Optional<Completion> responseIn(byte[] value) {
        return switch (codec.decode(ResultEvent.class, value)) {
            case Decoded.Valid<ResultEvent>(ResultEvent end) -> Optional.of(Completion.of(end));
            case Decoded.Malformed<ResultEvent> _ -> Optional.empty();
        };
    }

    private Optional<Completion> batchIn(byte[] value) {
        return switch (codec.decode(ObjectEvent.class, value)) {
            case Decoded.Valid<ObjectEvent>(ObjectEvent event) -> Completion.of(event);
            case Decoded.Malformed<ObjectEvent> _ -> Optional.empty();
        };
    }

    /// A group that never committed begins when the first endpoint was defined.
    private void begin(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(
                List.of(Topic.RESULTS.topicName(), Topic.OBJECTS.topicName()),
                new GroupBeginning(consumer, this::since));
    }

    private Instant since() {
        return book.since().map(first -> first.minus(clockSkewMax)).orElse(Instant.EPOCH);
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

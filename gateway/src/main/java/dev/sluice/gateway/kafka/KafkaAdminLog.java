package dev.sluice.gateway.kafka;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admin.AdminLog;
import dev.sluice.runtime.kafka.EventSender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Writes definitions, and waits until this gateway has read what it wrote. Safe on any thread.
final class KafkaAdminLog implements AdminLog, AutoCloseable {
    private final RareSender sender;
    private final Map<Topic, Supplier<CompletableFuture<Void>>> readers;
    private final IntakeTopics.Maker topics;
    private final Duration patience;

    KafkaAdminLog(
            Supplier<EventSender> senders,
            Map<Topic, Supplier<CompletableFuture<Void>>> readers,
            IntakeTopics.Maker topics,
            Duration patience) {
        this.sender = new RareSender(senders);
        this.readers = Map.copyOf(readers);
        this.topics = topics;
        this.patience = patience;
    }

    @Override
    public CompletionStage<Void> prepare(TenantId tenant) {
        CompletableFuture<Void> made = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("gateway-tenant-topics")
                .start(() -> {
                    try {
                        topics.ensure(List.of(tenant));
                        made.complete(null);
                    } catch (IllegalArgumentException e) {
                        made.completeExceptionally(
                                new SluiceException(
                                        ErrorCode.INVALID_PARAMETER,
                                        "id: its topics cannot be made, " + e.getMessage(),
                                        e));
                    } catch (InterruptedException | RuntimeException e) {
                        made.completeExceptionally(e);
                    }
                });
        return made;
    }

    @Override
    public CompletionStage<Void> refresh(Topic topic) {
        return inTime(topic, appliedSoFar(topic));
    }

    @Override
    public CompletionStage<Void> define(Topic topic, String recordKey, Event event) {
        return write(topic, connected -> connected.send(topic, null, recordKey, event, null));
    }

    @Override
    public CompletionStage<Void> remove(Topic topic, String recordKey) {
        return write(topic, connected -> connected.sendTombstone(topic, recordKey));
    }

    private CompletionStage<Void> write(
            Topic topic, Function<EventSender, CompletableFuture<Void>> write) {
        return inTime(topic, sender.send(write).thenCompose(_ -> appliedSoFar(topic)));
    }

    private CompletionStage<Void> inTime(Topic topic, CompletableFuture<Void> outcome) {
        return outcome.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                new SluiceException(
                                        ErrorCode.MESH_UNAVAILABLE,
                                        "the brokers did not answer for "
                                                + topic.topicName()
                                                + " within "
                                                + patience.toMillis()
                                                + " ms",
                                        failure)));
    }

    private CompletableFuture<Void> appliedSoFar(Topic topic) {
        return Objects.requireNonNull(readers.get(topic), topic::topicName).get();
    }

    @Override
    public void close() {
        sender.close();
    }
}

package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.kafka.KafkaQuotas.AllowanceSender;
import dev.sluice.runtime.kafka.EventSender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes `quotas`, and what was spent to `tenants`. The producer, which may block while there is
/// no broker, is made with the first record, and used on virtual threads: whoever asks is an event
/// loop. Safe on any thread.
final class QuotaSender implements AllowanceSender, AutoCloseable {
    private final Supplier<EventSender> senders;
    private final ExecutorService writes = Executors.newVirtualThreadPerTaskExecutor();

    /// Guarded by this object.
    private @Nullable EventSender sender;

    QuotaSender(Supplier<EventSender> senders) {
        this.senders = senders;
    }

    @Override
    public CompletableFuture<Void> send(QuotaEvent event) {
        return CompletableFuture.supplyAsync(this::connected, writes)
                .thenCompose(connected ->
                        connected.send(Topic.QUOTAS, null, event.tenantId().value(), event, null));
    }

    @Override
    public void count(TokensSpent spent) {
        var _ =
                CompletableFuture.supplyAsync(this::connected, writes)
                        .thenCompose(connected ->
                                connected.send(
                                        Topic.TENANTS, null, spent.recordKey(), spent, null));
    }

    private synchronized EventSender connected() {
        EventSender existing = sender;
        if (existing == null) {
            existing = senders.get();
            sender = existing;
        }
        return existing;
    }

    @Override
    public synchronized void close() {
        writes.shutdown();
        if (sender != null) {
            sender.close();
        }
    }
}

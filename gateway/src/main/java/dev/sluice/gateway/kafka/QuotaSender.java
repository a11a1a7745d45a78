package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.kafka.KafkaQuotas.AllowanceSender;
import dev.sluice.runtime.kafka.EventSender;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Writes `quotas`, and what was spent to `tenants`. Safe on any thread.
final class QuotaSender implements AllowanceSender, AutoCloseable {
    private final RareSender sender;

    QuotaSender(Supplier<EventSender> senders) {
        sender = new RareSender(senders);
    }

    @Override
    public CompletableFuture<Void> send(QuotaEvent event) {
        return sender.send(
                to -> to.send(Topic.QUOTAS, null, event.tenantId().value(), event, null));
    }

    @Override
    public void count(TokensSpent spent) {
        var _ = sender.send(to -> to.send(Topic.TENANTS, null, spent.recordKey(), spent, null));
    }

    @Override
    public void close() {
        sender.close();
    }
}

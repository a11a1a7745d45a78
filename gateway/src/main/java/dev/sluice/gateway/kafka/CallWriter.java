package dev.sluice.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.webhook.CallPorts.CallLog;
import dev.sluice.gateway.webhook.CallTask;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes `webhooks`, and calls that are given up to the dead letters. Safe on any thread.
final class CallWriter implements CallLog, AutoCloseable {
    private final RareSender sender;
    private final EventCodec codec;

    CallWriter(Supplier<EventSender> senders, EventCodec codec) {
        this.sender = new RareSender(senders);
        this.codec = codec;
    }

    @Override
    public CompletableFuture<Void> write(WebhookEvent event) {
        return sender.send(
                to -> to.send(Topic.WEBHOOKS, null, event.tenantId().value(), event, null));
    }

    /// The record as it stands on the log: the bytes follow from the event.
    @Override
    public CompletableFuture<Void> putAside(CallTask task, String reason) {
        var stands =
                new ConsumerRecord<>(
                        Topic.WEBHOOKS.topicName(),
                        task.shard(),
                        task.offset(),
                        task.due().tenantId().value().getBytes(UTF_8),
                        codec.encode(task.due()));
        return sender.send(to -> new DeadLetters(to).put(stands, reason));
    }

    @Override
    public void close() {
        sender.close();
    }
}

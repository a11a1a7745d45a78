package dev.sluice.scheduler.kafka;

import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.scheduler.loop.Outbox;
import dev.sluice.scheduler.shard.Outgoing;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes for the loop, on the loop's thread.
final class KafkaOutbox implements Outbox {
    private final Supplier<EventSender> senders;
    private EventSender sender;

    KafkaOutbox(Supplier<EventSender> senders) {
        this.senders = senders;
        this.sender = senders.get();
    }

    @Override
    public CompletableFuture<Void> send(Outgoing outgoing) {
        return sender.send(
                outgoing.topic(),
                outgoing.partition(),
                outgoing.recordKey(),
                outgoing.event(),
                outgoing.traceparent());
    }

    CompletableFuture<Void> setAside(ConsumerRecord<byte[], byte[]> rejected, String reason) {
        return new DeadLetters(sender).put(rejected, reason);
    }

    @Override
    public void renew() {
        sender.close();
        sender = senders.get();
    }

    void close() {
        sender.close();
    }
}

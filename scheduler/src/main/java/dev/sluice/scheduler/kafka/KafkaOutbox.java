package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.scheduler.loop.Outbox;
import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes for the loop, on the loop's thread.
final class KafkaOutbox implements Outbox {
    private final Supplier<EventSender> senders;
    private final EventCodec codec;
    private EventSender sender;

    KafkaOutbox(Supplier<EventSender> senders, EventCodec codec) {
        this.senders = senders;
        this.codec = codec;
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

    /// The record as it was, but for its headers: the prompt and its id are all there.
    @Override
    public CompletableFuture<Void> setAside(int shard, DeadLetter letter) {
        PromptMasked prompt = letter.request().prompt();
        byte[] key = prompt.pool().value().getBytes(StandardCharsets.UTF_8);
        return setAside(
                new ConsumerRecord<>(
                        Topic.PROMPTS.topicName(),
                        shard,
                        letter.request().arrival(),
                        key,
                        codec.encode(prompt)),
                letter.reason());
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

package dev.sluice.runtime.kafka;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Sends events with their key, partition and headers. Thread-safe. [#send] does not wait for the
/// broker, but for at most `max.block.ms` where the producer's buffer is full or no broker was ever
/// seen.
public final class EventSender implements AutoCloseable {
    private static final byte[] SCHEMA_VERSION =
            EventCodec.SCHEMA_VERSION.getBytes(StandardCharsets.UTF_8);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final EventCodec codec;

    public EventSender(Producer<byte[], byte[]> producer, EventCodec codec) {
        this.producer = producer;
        this.codec = codec;
    }

    /// Sends one event. `partition` null: by the key's hash. The future completes on a client
    /// thread when the record is acknowledged by all in-sync replicas: never block there.
    public CompletableFuture<Void> send(
            Topic topic,
            @Nullable Integer partition,
            String recordKey,
            Event event,
            @Nullable String traceparent) {
        var producerRecord =
                new ProducerRecord<>(
                        topic.topicName(),
                        partition,
                        recordKey.getBytes(StandardCharsets.UTF_8),
                        codec.encode(event));
        producerRecord.headers().add(EventCodec.SCHEMA_HEADER, SCHEMA_VERSION);
        if (traceparent != null) {
            producerRecord
                    .headers()
                    .add(TraceHeaders.TRACEPARENT, traceparent.getBytes(StandardCharsets.UTF_8));
        }
        return dispatch(producerRecord);
    }

    /// Says of a compacted topic's key that it stands for nothing any more. Completes as [#send]
    /// does.
    public CompletableFuture<Void> sendTombstone(Topic topic, String recordKey) {
        return dispatch(
                new ProducerRecord<>(
                        topic.topicName(), recordKey.getBytes(StandardCharsets.UTF_8), null));
    }

    /// Sends a record as it is: dead letters, and what is no event. Completes as [#send] does.
    public CompletableFuture<Void> dispatch(ProducerRecord<byte[], byte[]> producerRecord) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try {
            var _ =
                    producer.send(
                            producerRecord,
                            (_, failure) -> {
                                if (failure == null) {
                                    sent.complete(null);
                                } else {
                                    sent.completeExceptionally(failure);
                                }
                            });
        } catch (KafkaException | IllegalStateException e) {
            sent.completeExceptionally(e);
        }
        return sent;
    }

    /// Waits until everything sent so far is acknowledged or given up.
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(CLOSE_PATIENCE);
    }
}

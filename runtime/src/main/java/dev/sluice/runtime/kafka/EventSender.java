package dev.sluice.runtime.kafka;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// Sends events with their key, partition and headers. Thread-safe. [#send] does not wait for the
/// broker, but for at most `max.block.ms` where the producer's buffer is full or no broker was ever
/// seen.
public final class EventSender implements AutoCloseable {
    private static final Header SCHEMA =
            new RecordHeader(
                    EventCodec.SCHEMA_HEADER,
                    EventCodec.SCHEMA_VERSION.getBytes(StandardCharsets.UTF_8));
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
        return dispatch(eventRecord(topic, partition, recordKey, event, traceparent));
    }

    /// As above, for who sends every token: `onDone` may be one for all, and is told on a client
    /// thread, or on this one where the record is not even taken.
    public void send(
            Topic topic,
            @Nullable Integer partition,
            String recordKey,
            Event event,
            @Nullable String traceparent,
            Callback onDone) {
        dispatch(eventRecord(topic, partition, recordKey, event, traceparent), onDone);
    }

    private ProducerRecord<byte[], byte[]> eventRecord(
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
        producerRecord.headers().add(SCHEMA);
        if (traceparent != null) {
            producerRecord
                    .headers()
                    .add(TraceHeaders.TRACEPARENT, traceparent.getBytes(StandardCharsets.UTF_8));
        }
        return producerRecord;
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
        dispatch(
                producerRecord,
                (_, failure) -> {
                    if (failure == null) {
                        sent.complete(null);
                    } else {
                        sent.completeExceptionally(failure);
                    }
                });
        return sent;
    }

    private void dispatch(ProducerRecord<byte[], byte[]> producerRecord, Callback onDone) {
        try {
            var _ = producer.send(producerRecord, onDone);
        } catch (KafkaException | IllegalStateException e) {
            onDone.onCompletion(null, e);
        }
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

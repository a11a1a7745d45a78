package dev.sluice.it.kafka;

import dev.sluice.contracts.topic.Topic;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// Writes to the mesh's topics as an outsider who may: whatever the test wants, of the right form
/// or not.
public final class RecordWriter implements AutoCloseable {
    private final KafkaProducer<String, String> producer;

    public RecordWriter(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                Topic.RECORD_BYTES_MAX),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /// Writes one record and waits for the broker; answers its offset.
    public long write(Topic topic, int partition, String recordKey, String value) {
        try {
            return producer.send(
                            new ProducerRecord<>(topic.topicName(), partition, recordKey, value))
                    .get()
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refused a record of " + topic, e);
        }
    }

    /// Begins to write one record without a key; [#flush] waits for all that was begun.
    public void begin(String topicName, String value) {
        var _ = producer.send(new ProducerRecord<>(topicName, value));
    }

    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}

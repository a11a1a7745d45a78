package dev.sluice.gateway.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.KafkaSettings;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Makes the consumers that read the past. They differ from those that follow the end of a topic: a
/// fetch that waits for new records at the broker would hold up the next use of the connection, for
/// 500 ms by default.
final class ArchiveConsumers {
    private static final int FETCH_WAIT_MILLIS = 10;
    private static final int FETCH_BYTES_MAX = 16 * 1024 * 1024;

    private final KafkaSettings settings;

    ArchiveConsumers(KafkaSettings settings) {
        this.settings = settings;
    }

    Consumer<byte[], byte[]> create() {
        Map<String, Object> keys = settings.admin("gateway-archive");
        keys.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        keys.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        keys.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        keys.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        keys.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        keys.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.RECORD_BYTES_MAX);
        return new KafkaConsumer<>(keys, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}

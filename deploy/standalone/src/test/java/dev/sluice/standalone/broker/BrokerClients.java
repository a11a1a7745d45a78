package dev.sluice.standalone.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Real Kafka clients with as little ceremony as the tests here need: topics of one partition.
final class BrokerClients {
    private static final Duration READ_MAX = Duration.ofSeconds(30);
    private static final String RECORD_BYTES_MAX = String.valueOf(12 * 1024 * 1024);

    private final String bootstrapServers;

    BrokerClients(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    void createTopic(String topic, int replicas) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var creation = new NewTopic(topic, 1, (short) replicas);
            admin.createTopics(List.of(creation)).all().get();
        }
    }

    int nodeCount() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    /// Returns when every in-sync replica has the record.
    void send(String topic, String text) throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "max.request.size", RECORD_BYTES_MAX);
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, "key", text)).get();
        }
    }

    /// The first `count` records of the topic, or fewer when they do not come in time.
    List<String> readAll(String topic, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "max.partition.fetch.bytes", RECORD_BYTES_MAX);
        var texts = new ArrayList<String>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Instant end = Instant.now().plus(READ_MAX);
            while (texts.size() < count && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> texts.add(found.value()));
            }
        }
        return texts;
    }
}

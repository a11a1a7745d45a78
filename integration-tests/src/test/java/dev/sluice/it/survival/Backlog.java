package dev.sluice.it.survival;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.kafka.Seen;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// Many waiting requests, made from one real record of `prompts`: the same but for the id.
final class Backlog {
    private static final int NUMBER_BITS = 20;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private Backlog() {}

    static void fill(String bootstrapServers, Seen prompt, int count) {
        String id = prompt.json().path("requestId").asText();
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.LINGER_MS_CONFIG,
                                20),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.PROMPTS.topicName(),
                                        prompt.partition(),
                                        prompt.recordKey(),
                                        prompt.value().replace(id, numbered(id, i))));
            }
        }
    }

    /// The id's last digits are random; these are counted instead.
    private static String numbered(String id, int number) {
        StringBuilder digits = new StringBuilder();
        for (int shift = NUMBER_BITS - 5; shift >= 0; shift -= 5) {
            digits.append(DIGITS.charAt((number >> shift) & 31));
        }
        return id.substring(0, id.length() - digits.length()) + digits;
    }
}

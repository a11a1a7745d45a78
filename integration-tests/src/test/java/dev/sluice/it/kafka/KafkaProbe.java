package dev.sluice.it.kafka;

import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads whole topics, from the first record to the last of the moment. Each call has a consumer of
/// its own and no group.
public final class KafkaProbe {
    private static final Duration POLL_PATIENCE = Duration.ofMillis(200);
    private static final Duration READ_PATIENCE = Duration.ofSeconds(30);

    private final String bootstrapServers;

    public KafkaProbe(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    public List<Seen> read(Topic topic) {
        return read(topic.topicName());
    }

    public List<Seen> read(String topicName) {
        try (var consumer = consumer()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topicName).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return readTo(consumer, consumer.endOffsets(partitions));
        }
    }

    /// The records that name the request, in log order: of most topics those whose key it is, of
    /// `prompts`, `assignments` and `events` those with the id inside.
    public List<Seen> about(Topic topic, String requestId) {
        return read(topic).stream().filter(mentions(requestId)).toList();
    }

    public static Predicate<Seen> mentions(String requestId) {
        String quoted = '"' + requestId + '"';
        return seen -> seen.value().contains(quoted);
    }

    private static List<Seen> readTo(
            KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        long deadlineNanos = System.nanoTime() + READ_PATIENCE.toNanos();
        var seen = new ArrayList<Seen>();
        while (isBefore(consumer, ends)) {
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError("read " + seen.size() + " records, not up to " + ends);
            }
            consumer.poll(POLL_PATIENCE).forEach(source -> seen.add(seen(source)));
        }
        return seen;
    }

    private static boolean isBefore(
            KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static Seen seen(ConsumerRecord<String, String> source) {
        return new Seen(
                source.partition(),
                source.offset(),
                String.valueOf(source.key()),
                String.valueOf(source.value()),
                headers(source));
    }

    /// The last of each name.
    private static Map<String, String> headers(ConsumerRecord<String, String> source) {
        var headers = new HashMap<String, String>();
        source.headers()
                .forEach(header ->
                        headers.put(
                                header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000),
                new StringDeserializer(),
                new StringDeserializer());
    }
}

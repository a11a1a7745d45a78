package dev.sluice.it.kafka;

import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.topic.Topic;
import java.time.Duration;
import java.util.List;

/// What has been put aside, and why.
public final class DeadLetterReader {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaProbe kafka;
    private List<Seen> seen = List.of();

    public DeadLetterReader(KafkaProbe kafka) {
        this.kafka = kafka;
    }

    /// The reasons for which the record was put aside, one of each reader that did.
    public List<String> awaitReasons(Topic topic, int partition, long offset) {
        if (reasons(topic, partition, offset).isEmpty()) {
            await("a dead letter of " + topic + ", partition " + partition + ", offset " + offset)
                    .atMost(PATIENCE)
                    .until(() -> {
                        seen = kafka.read(Topic.DEAD_LETTERS);
                        return !reasons(topic, partition, offset).isEmpty();
                    });
        }
        return reasons(topic, partition, offset);
    }

    private List<String> reasons(Topic topic, int partition, long offset) {
        return seen.stream()
                .map(Seen::headers)
                .filter(headers -> topic.topicName().equals(headers.get("dead-letter-topic")))
                .filter(headers -> ("" + partition).equals(headers.get("dead-letter-partition")))
                .filter(headers -> ("" + offset).equals(headers.get("dead-letter-offset")))
                .map(headers -> headers.getOrDefault("dead-letter-reason", ""))
                .toList();
    }
}

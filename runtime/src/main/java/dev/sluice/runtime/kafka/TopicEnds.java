package dev.sluice.runtime.kafka;

import dev.sluice.contracts.topic.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Where partitions ended when somebody looked: whoever has read so far knows what was there then.
public record TopicEnds(Map<TopicPartition, Long> offsets) {
    /// Reached by everyone.
    public static final TopicEnds NONE = new TopicEnds(Map.of());

    public TopicEnds {
        offsets = Map.copyOf(offsets);
    }

    /// The topic's partitions.
    ///
    /// @throws IllegalStateException it has none: it is not there yet
    public static List<TopicPartition> partitions(Consumer<?, ?> consumer, Topic topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic.topicName()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException(topic.topicName() + " has no partitions");
        }
        return partitions;
    }

    /// Lets the consumer read the whole topic, from its beginning.
    public static TopicEnds fromBeginning(Consumer<?, ?> consumer, Topic topic) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return of(consumer);
    }

    /// The ends of what the consumer reads, as they are now.
    public static TopicEnds of(Consumer<?, ?> consumer) {
        return new TopicEnds(consumer.endOffsets(consumer.assignment()));
    }

    public boolean areReachedBy(Consumer<?, ?> consumer) {
        return offsets.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}

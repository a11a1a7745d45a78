package dev.sluice.simulation;

import dev.sluice.contracts.topic.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/// The topics and the consumer groups. Each record is shown to the [Ledger] as it is written.
public final class SimBroker {
    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    static final int STREAM_PARTITIONS = 3;
    static final int SHARDS = 2;

    private static final Map<Topic, Integer> PARTITIONS =
            new EnumMap<>(
                    Map.of(
                            Topic.REQUESTS,
                            STREAM_PARTITIONS,
                            Topic.PROMPTS,
                            SHARDS,
                            Topic.ASSIGNMENTS,
                            2,
                            Topic.WORKERS,
                            1,
                            Topic.CONTROL,
                            1,
                            Topic.TOKENS,
                            STREAM_PARTITIONS,
                            Topic.STREAM,
                            STREAM_PARTITIONS,
                            Topic.RESULTS,
                            STREAM_PARTITIONS,
                            Topic.DEAD_LETTERS,
                            1,
                            Topic.TENANTS,
                            1));

    private final SimTime time;
    private final Ledger ledger;
    private final Map<TopicPartition, SimLog> logs = new TreeMap<>(ORDER);
    private final Map<String, SimGroup> groups = new TreeMap<>();
    private long upAtMillis;
    private long diskFreeAtMillis;

    SimBroker(SimTime time, Ledger ledger) {
        this.time = time;
        this.ledger = ledger;
        PARTITIONS.forEach((topic, count) -> {
            for (int i = 0; i < count; i++) {
                logs.put(new TopicPartition(topic.topicName(), i), new SimLog());
            }
        });
    }

    // --- faults

    /// The broker restarts: nobody hears from it for so long, and sessions begin anew then.
    void goAwayFor(long millis) {
        upAtMillis = time.millis() + millis;
        time.after(millis, () -> groups.values().forEach(SimGroup::onBrokerUp));
    }

    void fillDiskFor(long millis) {
        diskFreeAtMillis = time.millis() + millis;
    }

    public boolean isUp() {
        return time.millis() >= upAtMillis;
    }

    long upAtMillis() {
        return upAtMillis;
    }

    boolean isDiskFull() {
        return time.millis() < diskFreeAtMillis;
    }

    // --- records

    TopicPartition placeOf(ProducerRecord<byte[], byte[]> produced) {
        Integer partition = produced.partition();
        int count = partitionsOf(produced.topic()).size();
        int chosen =
                partition != null
                        ? partition
                        : Utils.toPositive(Utils.murmur2(produced.key())) % count;
        return new TopicPartition(produced.topic(), chosen);
    }

    void append(TopicPartition place, long createdMillis, ProducerRecord<byte[], byte[]> produced) {
        log(place).append(createdMillis, produced);
        ledger.onWritten(place, produced);
    }

    SimLog log(TopicPartition place) {
        return Objects.requireNonNull(logs.get(place), () -> "there is no " + place);
    }

    List<TopicPartition> partitionsOf(String topic) {
        List<TopicPartition> found = new ArrayList<>();
        logs.keySet().stream().filter(place -> place.topic().equals(topic)).forEach(found::add);
        return found;
    }

    // --- groups

    SimGroup group(String name, String topic) {
        return groups.computeIfAbsent(name, _ -> new SimGroup(time, partitionsOf(topic)));
    }

    List<SimGroup> groups() {
        return List.copyOf(groups.values());
    }

    boolean isAllCommitted() {
        return groups.values().stream().allMatch(group -> group.isCommitted(this));
    }
}

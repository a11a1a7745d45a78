package dev.sluice.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One consumer group over one topic: who has which partition, and the stored offsets. A partition
/// goes from a member that lives only with its consent; one that is silent for longer than its
/// session loses all it has, and hears of it when it polls again.
final class SimGroup {
    private static final long SESSION_MILLIS = 6_000;

    private final SimTime time;
    private final List<TopicPartition> partitions;
    private final Map<SimConsumer, Long> heardAt = new LinkedHashMap<>();
    private final Map<TopicPartition, SimConsumer> owners = new HashMap<>();
    private final Map<TopicPartition, SimConsumer> wanted = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> stored = new TreeMap<>(SimBroker.ORDER);

    SimGroup(SimTime time, List<TopicPartition> partitions) {
        this.time = time;
        this.partitions = partitions;
    }

    void onBrokerUp() {
        heardAt.replaceAll((_, _) -> time.millis());
    }

    /// A member polls: what changed for it is told to its listener.
    void poll(SimConsumer member) {
        boolean isNew = heardAt.put(member, time.millis()) == null;
        if (dropSilent() || isNew) {
            balance();
        }
        List<TopicPartition> lost = new ArrayList<>();
        List<TopicPartition> revoked = new ArrayList<>();
        for (TopicPartition place : member.held()) {
            if (owners.get(place) != member) {
                lost.add(place);
            } else if (wanted.get(place) != member) {
                revoked.add(place);
            }
        }
        if (!lost.isEmpty()) {
            member.lose(lost);
        }
        if (!revoked.isEmpty()) {
            member.giveBack(revoked);
            revoked.forEach(owners::remove);
        }
        hand(member);
    }

    private void hand(SimConsumer member) {
        List<TopicPartition> gained = new ArrayList<>();
        for (TopicPartition place : partitions) {
            if (wanted.get(place) == member && !owners.containsKey(place)) {
                owners.put(place, member);
                gained.add(place);
            }
        }
        if (!gained.isEmpty()) {
            member.gain(gained);
        }
    }

    void leave(SimConsumer member) {
        if (heardAt.remove(member) != null) {
            owners.values().removeIf(owner -> owner == member);
            balance();
        }
    }

    private boolean dropSilent() {
        List<SimConsumer> silent = new ArrayList<>();
        heardAt.forEach((member, millis) -> {
            if (time.millis() - millis > SESSION_MILLIS) {
                silent.add(member);
            }
        });
        silent.forEach(heardAt::remove);
        owners.values().removeIf(silent::contains);
        return !silent.isEmpty();
    }

    /// Keeps what is where it may stay; the rest goes to whoever has least.
    private void balance() {
        Map<SimConsumer, Integer> counts = new LinkedHashMap<>();
        heardAt.keySet().forEach(member -> counts.put(member, 0));
        if (counts.isEmpty()) {
            wanted.clear();
            return;
        }
        int most = Math.ceilDiv(partitions.size(), counts.size());
        for (TopicPartition place : partitions) {
            SimConsumer owner = wanted.get(place);
            if (owner == null || counts.getOrDefault(owner, most) >= most) {
                wanted.remove(place);
            } else {
                counts.merge(owner, 1, Integer::sum);
            }
        }
        for (TopicPartition place : partitions) {
            if (!wanted.containsKey(place)) {
                SimConsumer idlest = idlest(counts);
                wanted.put(place, idlest);
                counts.merge(idlest, 1, Integer::sum);
            }
        }
    }

    private static SimConsumer idlest(Map<SimConsumer, Integer> counts) {
        return counts.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    /// A partition is to go to some other member.
    void move(SplittableRandom random) {
        List<SimConsumer> members = List.copyOf(heardAt.keySet());
        if (!members.isEmpty()) {
            TopicPartition place = partitions.get(random.nextInt(partitions.size()));
            wanted.put(place, members.get(random.nextInt(members.size())));
        }
    }

    boolean isOwner(SimConsumer member, Iterable<TopicPartition> places) {
        for (TopicPartition place : places) {
            if (owners.get(place) != member) {
                return false;
            }
        }
        return true;
    }

    void store(Map<TopicPartition, OffsetAndMetadata> offsets) {
        stored.putAll(offsets);
    }

    @Nullable OffsetAndMetadata stored(TopicPartition place) {
        return stored.get(place);
    }

    /// Whether all there is was committed. A group that never commits has nothing to.
    boolean isCommitted(SimBroker broker) {
        return stored.isEmpty()
                || partitions.stream().allMatch(place -> isCommitted(broker, place));
    }

    private boolean isCommitted(SimBroker broker, TopicPartition place) {
        OffsetAndMetadata offset = stored.get(place);
        return broker.log(place).end() == (offset == null ? 0 : offset.offset());
    }
}

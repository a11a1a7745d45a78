package dev.sluice.gateway.streaming;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which partitions of `stream` this gateway reads, and on which it puts new requests.
///
/// New requests go to partitions that the consumer group gave to this gateway, so that each gateway
/// reads its own clients' streams only. A gateway that the group gave nothing (it only just
/// started, a dead member's session has not ended, or there are more gateways than partitions)
/// *borrows* one: ownership saves traffic, correctness does not hang on it. A partition that
/// carries an open stream is read until the stream ends, whoever owns it by then.
///
/// INVARIANT: a partition that [#reserve] hands out was readable and stays wanted until its
/// [#release], so no record of the stream is missed.
///
/// Thread-safe.
public final class PartitionBook {
    /// So many open streams share a partition before new ones go to another. Why together: what a
    /// step's tokens cost on the log is a write and a read of each partition, at every hop. Why not
    /// all: partitions are what several masking services share out.
    private static final int STREAMS_TOGETHER = 32;

    private final Map<Integer, Integer> openCounts = new HashMap<>();
    private final Set<Integer> readable = new HashSet<>();
    private Set<Integer> owned = Set.of();

    /// What new streams went to before the group's last word: used until the reader stands on what
    /// it gave, so that no request is turned away meanwhile.
    private Set<Integer> former = Set.of();

    private OptionalInt borrowed = OptionalInt.empty();
    private int current;

    /// What [#wanted] answered last; null after anything changed. The reader asks at each of its
    /// rounds.
    private @Nullable Set<Integer> wanted;

    /// What the consumer group gave to this gateway.
    public synchronized void own(Set<Integer> partitions) {
        former = Set.copyOf(forNewStreams());
        owned = Set.copyOf(partitions);
        wanted = null;
    }

    /// The partition to use while the group gives none.
    public synchronized void borrow(int partition) {
        borrowed = OptionalInt.of(partition);
        wanted = null;
    }

    /// Everything that must be read now.
    public synchronized Set<Integer> wanted() {
        Set<Integer> known = wanted;
        if (known == null) {
            Set<Integer> all = new TreeSet<>(openCounts.keySet());
            all.addAll(forNewStreams());
            known = Collections.unmodifiableSet(all);
            wanted = known;
        }
        return known;
    }

    /// Whether the reader stands on it: every later record will be seen.
    public synchronized void markReadable(int partition) {
        readable.add(partition);
        wanted = null;
    }

    /// Stops reading a partition, unless a stream was opened on it since [#wanted].
    public synchronized boolean retire(int partition) {
        if (wanted().contains(partition)) {
            return false;
        }
        readable.remove(partition);
        wanted = null;
        return true;
    }

    /// A partition for a new stream: the last one's until [#STREAMS_TOGETHER] are open there, then
    /// the one with the fewest. Empty: none is readable yet.
    public synchronized OptionalInt reserve() {
        Set<Integer> choices = new TreeSet<>(forNewStreams());
        choices.retainAll(readable);
        if (choices.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!choices.contains(current) || openCount(current) >= STREAMS_TOGETHER) {
            current = Collections.min(choices, Comparator.comparingInt(this::openCount));
        }
        hold(current);
        return OptionalInt.of(current);
    }

    private int openCount(int partition) {
        return openCounts.getOrDefault(partition, 0);
    }

    /// Has a given partition read, for a stream that is on it already.
    public synchronized void hold(int partition) {
        if (openCounts.merge(partition, 1, Integer::sum) == 1) {
            wanted = null;
        }
    }

    /// The counterpart of [#reserve] and of [#hold].
    public synchronized void release(int partition) {
        int left = openCount(partition) - 1;
        if (left > 0) {
            openCounts.put(partition, left);
        } else {
            openCounts.remove(partition);
            wanted = null;
        }
    }

    /// Whether this gateway, and no other, answers for the partition's malformed records.
    public synchronized boolean isOwned(int partition) {
        return owned.contains(partition);
    }

    public synchronized boolean isReadyForNewStreams() {
        return forNewStreams().stream().anyMatch(readable::contains);
    }

    private Set<Integer> forNewStreams() {
        Set<Integer> given =
                owned.isEmpty() && borrowed.isPresent() ? Set.of(borrowed.getAsInt()) : owned;
        if (given.isEmpty() || given.stream().anyMatch(readable::contains)) {
            return given;
        }
        Set<Integer> withFormer = new TreeSet<>(former);
        withFormer.retainAll(readable);
        withFormer.addAll(given);
        return withFormer;
    }
}

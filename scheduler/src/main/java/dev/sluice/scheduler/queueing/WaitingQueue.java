package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.PoolName;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The requests that wait, in order, pool by pool: a pool without workers holds up no other. Adding
/// and removing cost O(log n).
public final class WaitingQueue {
    private final Comparator<Request> order;
    private final SortedMap<PoolName, NavigableSet<Request>> byPool =
            new TreeMap<>(Comparator.comparing(PoolName::value));
    private int count;
    private long bytes;

    public WaitingQueue(Comparator<Request> order) {
        this.order = order;
    }

    public void add(Request request) {
        if (byPool.computeIfAbsent(request.pool(), _ -> new TreeSet<>(order)).add(request)) {
            count++;
            bytes += request.sizeBytes();
        }
    }

    public void remove(Request request) {
        NavigableSet<Request> waiting = byPool.get(request.pool());
        if (waiting == null || !waiting.remove(request)) {
            return;
        }
        count--;
        bytes -= request.sizeBytes();
        if (waiting.isEmpty()) {
            byPool.remove(request.pool());
        }
    }

    public int count() {
        return count;
    }

    public long bytes() {
        return bytes;
    }

    /// The pools that anything waits for, by name.
    public Set<PoolName> pools() {
        return Collections.unmodifiableSet(byPool.keySet());
    }

    /// The pool's requests, the first to go first.
    public Iterable<Request> inOrder(PoolName pool) {
        NavigableSet<Request> waiting = byPool.get(pool);
        return waiting == null ? Set.of() : Collections.unmodifiableSet(waiting);
    }
}

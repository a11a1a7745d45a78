package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Priority;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The requests that wait, pool by pool: a pool without workers holds up no other. The order within
/// a pool is [PoolQueue]'s. Adding and removing cost O(log n).
public final class WaitingQueue {
    /// Pools that nothing waits for and whose tenants' counters are remembered.
    private static final int IDLE_POOL_COUNT_MAX = 256;

    private final WeightsInForce weights;
    private final int passedOverMax;
    private final SortedMap<PoolName, PoolQueue> byPool =
            new TreeMap<>(Comparator.comparing(PoolName::value));
    private final BoundedMemory<PoolName, PoolQueue> idle =
            new BoundedMemory<>(IDLE_POOL_COUNT_MAX);
    private final Map<Priority, Integer> counts = new EnumMap<>(Priority.class);
    private final Map<Priority, Long> bytes = new EnumMap<>(Priority.class);
    private int count;

    public WaitingQueue(QueueingSettings settings) {
        this.weights = new WeightsInForce(settings.weights());
        this.passedOverMax = settings.passedOverMax();
    }

    public void add(Request request) {
        PoolQueue queue = byPool.get(request.pool());
        if (queue == null) {
            queue = remembered(request.pool());
            idle.forget(request.pool());
            byPool.put(request.pool(), queue);
        }
        if (queue.add(request)) {
            count(request, 1);
        }
    }

    /// Leaves for another reason than being served.
    public void remove(Request request) {
        PoolQueue queue = byPool.get(request.pool());
        if (queue != null && queue.remove(request)) {
            count(request, -1);
            putAwayIfEmpty(request.pool(), queue);
        }
    }

    /// Goes out to a worker.
    public void serve(Request request, Instant at) {
        PoolQueue queue = byPool.get(request.pool());
        if (queue != null && queue.remove(request)) {
            count(request, -1);
            queue.onServed(request, at);
            putAwayIfEmpty(request.pool(), queue);
        }
    }

    /// A worker has it no longer.
    public void release(Request request) {
        PoolQueue queue = byPool.get(request.pool());
        PoolQueue known = queue == null ? idle.get(request.pool()) : queue;
        if (known != null) {
            known.use().onReleased(request.tenantId());
        }
    }

    private void count(Request request, int change) {
        Priority priority = request.urgency().priority();
        counts.merge(priority, change, Integer::sum);
        bytes.merge(priority, (long) change * request.sizeBytes(), Long::sum);
        count += change;
    }

    private void putAwayIfEmpty(PoolName pool, PoolQueue queue) {
        if (queue.isEmpty()) {
            byPool.remove(pool);
            idle.put(pool, queue);
        }
    }

    /// What a tenant is served in a pool, in tokens; negative to correct an estimate.
    public void charge(PoolName pool, TenantId tenantId, long promptTokens, long generatedTokens) {
        PoolQueue queue = byPool.get(pool);
        if (queue == null) {
            queue = remembered(pool);
            idle.forget(pool);
            idle.put(pool, queue);
        }
        queue.charge(tenantId, promptTokens, generatedTokens);
    }

    /// From now on the tenant is due this share; null: the configured one. Costs O(pools).
    public void define(TenantId tenantId, @Nullable Integer weight) {
        int former = weights.of(tenantId);
        weights.define(tenantId, weight);
        if (weights.of(tenantId) != former) {
            byPool.values().forEach(pool -> pool.use().onWeightChanged(tenantId, former));
            idle.entries().values().forEach(pool -> pool.use().onWeightChanged(tenantId, former));
        }
    }

    public int weightOf(TenantId tenantId) {
        return weights.of(tenantId);
    }

    private PoolQueue remembered(PoolName pool) {
        PoolQueue known = idle.get(pool);
        return known == null ? new PoolQueue(weights, passedOverMax) : known;
    }

    public int count() {
        return count;
    }

    public int count(Priority priority) {
        return counts.getOrDefault(priority, 0);
    }

    public long bytes(Priority priority) {
        return bytes.getOrDefault(priority, 0L);
    }

    /// The pools that anything waits for, by name.
    public Set<PoolName> pools() {
        return Collections.unmodifiableSet(byPool.keySet());
    }

    /// What waits for a pool of [#pools], in the order of service.
    public FairWalk walk(PoolName pool) {
        return new FairWalk(Objects.requireNonNull(byPool.get(pool), "nothing waits for the pool"));
    }

    /// Whether anything of this class waits for the pool.
    public boolean isWaiting(PoolName pool, Priority priority) {
        @Nullable PoolQueue queue = byPool.get(pool);
        return queue != null && queue.isWaiting(priority);
    }

    @Override
    public String toString() {
        return count() + " " + byPool + " idle " + idle.entries() + " weights " + weights;
    }
}

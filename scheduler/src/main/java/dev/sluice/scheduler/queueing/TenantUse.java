package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Who uses a pool: how many slots each tenant has now, and who was given one lately. A tenant's
/// *share* is its weight's part of the slots among all who were given one within `LATELY`; alone it
/// is all of them.
final class TenantUse {
    private static final Duration LATELY = Duration.ofMinutes(1);

    private final WeightsInForce weights;
    private final Map<TenantId, Integer> running = new HashMap<>();

    /// When each was given a slot last; the longest ago first.
    private final SequencedMap<TenantId, Instant> lately = new LinkedHashMap<>();

    private long latelyWeights;

    TenantUse(WeightsInForce weights) {
        this.weights = weights;
    }

    void onServed(TenantId tenantId, Instant at) {
        running.merge(tenantId, 1, Integer::sum);
        if (lately.remove(tenantId) == null) {
            latelyWeights += weights.of(tenantId);
        }
        lately.putLast(tenantId, at);
        while (lately.firstEntry().getValue().isBefore(at.minus(LATELY))) {
            latelyWeights -= weights.of(lately.firstEntry().getKey());
            lately.pollFirstEntry();
        }
    }

    /// The tenant's weight is another one now; `former` is what it was.
    void onWeightChanged(TenantId tenantId, int former) {
        if (lately.containsKey(tenantId)) {
            latelyWeights += weights.of(tenantId) - former;
        }
    }

    void onReleased(TenantId tenantId) {
        running.computeIfPresent(tenantId, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Slots that it has now.
    int running(TenantId tenantId) {
        return running.getOrDefault(tenantId, 0);
    }

    /// Its share of so many slots, whether it uses it or not.
    double share(TenantId tenantId, int slots) {
        int weight = weights.of(tenantId);
        long all = lately.containsKey(tenantId) ? latelyWeights : latelyWeights + weight;
        return (double) slots * weight / all;
    }

    @Override
    public String toString() {
        return "running " + lately.keySet().stream().map(t -> t.value() + running(t)).toList();
    }
}

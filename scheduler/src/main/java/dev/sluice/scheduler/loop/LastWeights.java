package dev.sluice.scheduler.loop;

import dev.sluice.contracts.TenantId;
import dev.sluice.scheduler.loop.Input.WeightRead;
import dev.sluice.scheduler.queueing.BoundedMemory;
import dev.sluice.scheduler.shard.Command.TakeWeight;
import java.util.List;

/// What was read last of each tenant's weight, for shards that are taken later. Owned by the loop
/// thread.
final class LastWeights {
    private static final int TENANTS_MAX = 100_000;

    private final BoundedMemory<TenantId, Integer> weights = new BoundedMemory<>(TENANTS_MAX);

    void take(WeightRead read) {
        weights.forget(read.tenantId());
        if (read.weight() != null) {
            weights.put(read.tenantId(), read.weight());
        }
    }

    /// In the order in which they were read.
    List<TakeWeight> all() {
        return weights.entries().entrySet().stream()
                .map(entry -> new TakeWeight(entry.getKey(), entry.getValue()))
                .toList();
    }
}

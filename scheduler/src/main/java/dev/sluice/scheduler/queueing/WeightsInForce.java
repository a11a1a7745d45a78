package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.TenantId;
import org.jspecify.annotations.Nullable;

/// The tenants' weights as they are now: what was defined last for each, else what is configured.
/// One for all pools of a shard; changed by events alone.
final class WeightsInForce {
    /// Tenants whose weight differs from the configured one and is remembered.
    private static final int DEFINED_COUNT_MAX = 100_000;

    private final TenantWeights configured;
    private final BoundedMemory<TenantId, Integer> defined = new BoundedMemory<>(DEFINED_COUNT_MAX);

    WeightsInForce(TenantWeights configured) {
        this.configured = configured;
    }

    int of(TenantId tenantId) {
        Integer weight = defined.get(tenantId);
        return weight == null ? configured.of(tenantId) : weight;
    }

    /// `weight` null: the configured one counts again.
    void define(TenantId tenantId, @Nullable Integer weight) {
        defined.forget(tenantId);
        if (weight != null && weight != configured.of(tenantId)) {
            defined.put(tenantId, weight);
        }
    }

    @Override
    public String toString() {
        return defined.entries().toString();
    }
}

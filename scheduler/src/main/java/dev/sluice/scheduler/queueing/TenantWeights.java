package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import java.util.HashMap;
import java.util.Map;

/// The share of the mesh that each tenant is due against the others; 1 for whoever is not named. A
/// tenant of weight 3 is served three tokens for each one of a tenant of weight 1, while both wait.
public record TenantWeights(Map<TenantId, Integer> named) {
    public static final TenantWeights ALIKE = new TenantWeights(Map.of());
    private static final int WEIGHT_MAX = TenantDefined.WEIGHT_MAX;

    public TenantWeights {
        named = Map.copyOf(named);
        named.forEach((tenant, weight) -> {
            if (weight < 1 || weight > WEIGHT_MAX) {
                throw new IllegalArgumentException(
                        "weight of "
                                + tenant.value()
                                + " is "
                                + weight
                                + ", must be between 1 and "
                                + WEIGHT_MAX);
            }
        });
    }

    /// Reads `tenant=weight,tenant=weight`.
    public static TenantWeights parse(String text) {
        Map<TenantId, Integer> named = new HashMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "tenant-weights has `" + entry + "`, expected tenant=weight");
            }
            named.put(
                    new TenantId(entry.substring(0, equals).strip()),
                    Integer.parseInt(entry.substring(equals + 1).strip()));
        }
        return new TenantWeights(named);
    }

    public int of(TenantId tenantId) {
        return named.getOrDefault(tenantId, 1);
    }
}

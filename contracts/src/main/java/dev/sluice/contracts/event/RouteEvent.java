package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Topic `routes`, compacted by alias: from the gateway's admin API to all.
public sealed interface RouteEvent extends Event {
    @Doc("An alias as it stands from now on.")
    record RouteDefined(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the name a client sends as model") String alias,
            @Doc("when it was defined") Instant occurredAt,
            @Doc("the pools to choose from") List<WeightedPool> pools)
            implements RouteEvent {
        public RouteDefined {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(alias, "alias");
            Objects.requireNonNull(occurredAt, "occurredAt");
            pools = List.copyOf(pools);
            if (pools.isEmpty()) {
                throw new IllegalArgumentException("pools is empty, at least 1 is needed");
            }
        }
    }

    @Doc("One choice of a route.")
    record WeightedPool(
            @Doc("the pool") PoolName pool,
            @Doc("its share of the route's requests; shares need not add up to 100") int weight) {
        public WeightedPool {
            Objects.requireNonNull(pool, "pool");
            Checks.notNegative("weight", weight);
        }
    }
}

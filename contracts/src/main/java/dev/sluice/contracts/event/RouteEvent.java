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
            if (pools.stream().allMatch(pool -> pool.weight() == 0)) {
                throw new IllegalArgumentException("all weights are 0, one must be more");
            }
        }

        /// Which pool serves what has this key: a conversation's id, or a request's.
        ///
        /// Weighted rendezvous hashing (Schindelhauer and Schomaker, SPAA 2005): each pool draws
        /// `−weight / ln u` with u in (0, 1) from the hash of alias, key and pool, and the highest
        /// wins. The shares are the weights', a key keeps its pool, and when one pool's weight
        /// changes, only keys that come to it or leave it move. Costs O(pools).
        public PoolName poolFor(String stickyKey) {
            WeightedPool chosen = pools.getFirst();
            double highest = -1;
            for (WeightedPool candidate : pools) {
                double draw = candidate.draw(alias, stickyKey);
                if (draw > highest) {
                    highest = draw;
                    chosen = candidate;
                }
            }
            return chosen.pool();
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

        private double draw(String alias, String stickyKey) {
            long hash = StableHash.of(alias + '/' + stickyKey + '/' + pool.value());
            double u = ((hash >>> 11) + 0.5) / (1L << 53);
            // Why StrictMath: every JVM must come to the same pool.
            return weight == 0 ? 0 : -weight / StrictMath.log(u);
        }
    }
}

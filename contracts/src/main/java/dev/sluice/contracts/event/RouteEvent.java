package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Topic `routes`, compacted by alias: from the gateway's admin API to all.
public sealed interface RouteEvent extends Event {
    @Doc("An alias as it stands from now on.")
    record RouteDefined(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the name a client sends as model") String alias,
            @Doc("when it was defined") Instant occurredAt,
            @Doc("the pools to choose from") List<WeightedPool> pools,
            @Doc("the pools before this definition, to roll back to; absent: it is the first")
                    @Nullable List<WeightedPool> previous)
            implements RouteEvent {
        public static final int POOL_COUNT_MAX = 16;

        public RouteDefined {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(alias, "alias");
            Checks.within("alias length", alias.length(), 1, InferenceSpec.MODEL_LENGTH_MAX);
            Objects.requireNonNull(occurredAt, "occurredAt");
            pools = checked("pools", pools);
            previous = previous == null ? null : checked("previous", previous);
        }

        private static List<WeightedPool> checked(String what, List<WeightedPool> pools) {
            if (pools.isEmpty()) {
                throw new IllegalArgumentException(what + " is empty, at least 1 is needed");
            }
            Checks.within("number of " + what, pools.size(), 1, POOL_COUNT_MAX);
            Set<PoolName> names = new HashSet<>();
            if (!pools.stream().allMatch(each -> names.add(each.pool()))) {
                throw new IllegalArgumentException(what + " names a pool twice");
            }
            if (pools.stream().allMatch(pool -> pool.weight() == 0)) {
                throw new IllegalArgumentException("all weights are 0, one must be more");
            }
            return List.copyOf(pools);
        }

        /// Which pool serves what has this key: a conversation's id, or a request's.
        ///
        /// Weighted rendezvous hashing (Schindelhauer and Schomaker, SPAA 2005): each pool draws
        /// `−weight / ln u` with u in (0, 1) from the hash of alias, key and pool, and the highest
        /// wins. The shares are the weights', a key keeps its pool, and when one pool's weight
        /// changes, only keys that come to it or leave it move. Costs O(pools).
        public PoolName poolFor(String stickyKey) {
            return poolFor(stickyKey, _ -> true).orElseThrow();
        }

        /// The same among the pools that are served: where one is missing, its keys spread over the
        /// others by their weights, and come back with it. Empty: none of weight above 0 is served.
        public Optional<PoolName> poolFor(String stickyKey, Predicate<PoolName> isServed) {
            @Nullable PoolName chosen = null;
            double highest = 0;
            for (WeightedPool candidate : pools) {
                double draw = candidate.draw(alias, stickyKey);
                if (draw > highest && isServed.test(candidate.pool())) {
                    highest = draw;
                    chosen = candidate.pool();
                }
            }
            return Optional.ofNullable(chosen);
        }
    }

    @Doc("One choice of a route.")
    record WeightedPool(
            @Doc("the pool") PoolName pool,
            @Doc("its share of the route's requests; shares need not add up to 100") int weight) {
        public static final int WEIGHT_MAX = 1_000_000;

        public WeightedPool {
            Objects.requireNonNull(pool, "pool");
            Checks.within("weight", weight, 0, WEIGHT_MAX);
        }

        private double draw(String alias, String stickyKey) {
            long hash = StableHash.of(alias + '/' + stickyKey + '/' + pool.value());
            double u = ((hash >>> 11) + 0.5) / (1L << 53);
            // Why StrictMath: every JVM must come to the same pool.
            return weight == 0 ? 0 : -weight / StrictMath.log(u);
        }
    }
}

package dev.sluice.gateway.catalogue;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import java.util.List;
import java.util.stream.Collectors;

/// Which model a request means.
public sealed interface ModelChoice {
    record Served(ServedModel model) implements ModelChoice {
        /// As clients see it.
        public ListedModel listed() {
            return ListedModel.of(model);
        }
    }

    /// An alias. `pools` are those with a share that are served: at least one.
    record Routed(RouteDefined route, List<ServedModel> pools) implements ModelChoice {
        public Routed {
            pools = List.copyOf(pools);
        }

        /// The pool for a conversation's id, or a request's: the rule of the contracts, among the
        /// pools that are served.
        public PoolName poolFor(String stickyKey) {
            var served = pools.stream().map(ServedModel::pool).collect(Collectors.toSet());
            return route.poolFor(stickyKey, served::contains).orElseThrow();
        }

        /// As clients see it: whichever pool is chosen, so many tokens fit.
        public ListedModel listed() {
            return new ListedModel(
                    route.alias(),
                    pools.stream().mapToInt(ServedModel::contextTokens).min().orElseThrow(),
                    route.occurredAt(),
                    pools.stream().anyMatch(ServedModel::isReady));
        }
    }

    record Unknown(String name) implements ModelChoice {}

    /// The request names none, and there is not exactly one.
    record Ambiguous(int modelCount) implements ModelChoice {}

    /// The gateway has not read yet what is served.
    record NotYetKnown() implements ModelChoice {}
}

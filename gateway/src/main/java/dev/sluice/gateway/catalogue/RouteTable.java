package dev.sluice.gateway.catalogue;

import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The routes in force: for each alias its newest definition.
///
/// One thread applies; any thread asks, without a lock.
public final class RouteTable {
    public static final int ROUTE_COUNT_MAX = 1000;

    private final Map<String, RouteDefined> routes = new ConcurrentHashMap<>();
    private volatile boolean isComplete;

    /// Throws an `IllegalArgumentException` for one route more than the table holds.
    public void apply(RouteDefined defined) {
        if (!hasRoomFor(defined.alias())) {
            throw new IllegalArgumentException(
                    "there are " + ROUTE_COUNT_MAX + " routes, the most that is allowed");
        }
        routes.put(defined.alias(), defined);
    }

    public void remove(String alias) {
        routes.remove(alias);
    }

    public boolean hasRoomFor(String alias) {
        return routes.size() < ROUTE_COUNT_MAX || routes.containsKey(alias);
    }

    /// Everything that was defined before this gateway started is applied.
    public void markComplete() {
        isComplete = true;
    }

    public boolean isComplete() {
        return isComplete;
    }

    public Optional<RouteDefined> find(String alias) {
        return Optional.ofNullable(routes.get(alias));
    }

    /// All routes, by alias.
    public List<RouteDefined> all() {
        return routes.values().stream().sorted(Comparator.comparing(RouteDefined::alias)).toList();
    }
}

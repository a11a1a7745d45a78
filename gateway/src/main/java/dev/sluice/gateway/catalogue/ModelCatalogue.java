package dev.sluice.gateway.catalogue;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The names that a request may send as model: the pools that workers have reported, and the
/// aliases of the [RouteTable] before them. A pool stays known while its workers are only away for
/// a while (a restart must not turn into `404`): it goes when each of them was silent for
/// `forgetAfter`, was removed, or serves another pool now.
///
/// One thread applies; any thread asks.
public final class ModelCatalogue {
    /// The scheduler fences a worker after 3 s of silence; a little later its pool shows it.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    private static final Comparator<PoolName> BY_NAME = Comparator.comparing(PoolName::value);

    private final Map<WorkerId, WorkerReported> newest = new ConcurrentHashMap<>();
    private final Map<PoolName, Instant> firstSeen = new ConcurrentHashMap<>();
    private final Duration forgetAfter;
    private final RouteTable routes;
    private volatile boolean isComplete;

    public ModelCatalogue(Duration forgetAfter, RouteTable routes) {
        this.forgetAfter = forgetAfter;
        this.routes = routes;
    }

    public void apply(WorkerReported report) {
        newest.put(report.workerId(), report);
        firstSeen.putIfAbsent(report.pool(), report.occurredAt());
    }

    /// The worker was removed for good.
    public void remove(WorkerId workerId) {
        newest.remove(workerId);
    }

    /// Everything that was reported before this gateway started is applied.
    public void markComplete() {
        isComplete = true;
    }

    public boolean hasAllReports() {
        return isComplete;
    }

    /// From here on a model that is not found does not exist.
    public boolean isComplete() {
        return isComplete && routes.isComplete();
    }

    /// The model that a request means. `name` null: `fallback`, else the only one there is.
    public ModelChoice choose(@Nullable String name, @Nullable String fallback, Instant now) {
        if (!isComplete()) {
            return new ModelChoice.NotYetKnown();
        }
        String wanted = name == null ? fallback : name;
        List<ServedModel> pools = pools(now);
        if (wanted == null) {
            return pools.size() == 1
                    ? new ModelChoice.Served(pools.getFirst())
                    : new ModelChoice.Ambiguous(pools.size());
        }
        Optional<RouteDefined> route = routes.find(wanted);
        return route.isPresent() ? routed(route.get(), pools) : pooled(wanted, pools);
    }

    private static ModelChoice routed(RouteDefined route, List<ServedModel> pools) {
        Set<PoolName> withShare =
                route.pools().stream()
                        .filter(pool -> pool.weight() > 0)
                        .map(WeightedPool::pool)
                        .collect(Collectors.toSet());
        List<ServedModel> served =
                pools.stream().filter(pool -> withShare.contains(pool.pool())).toList();
        return served.isEmpty()
                ? new ModelChoice.Unknown(route.alias())
                : new ModelChoice.Routed(route, served);
    }

    private static ModelChoice pooled(String wanted, List<ServedModel> pools) {
        return pools.stream()
                .filter(model -> model.pool().value().equals(wanted))
                .findAny()
                .<ModelChoice>map(ModelChoice.Served::new)
                .orElseGet(() -> new ModelChoice.Unknown(wanted));
    }

    /// Every name that a request may send, in order: pools, and the aliases that a pool serves.
    public List<ListedModel> models(Instant now) {
        List<ServedModel> pools = pools(now);
        Map<String, ListedModel> models = new TreeMap<>();
        pools.forEach(pool -> models.put(pool.pool().value(), ListedModel.of(pool)));
        for (RouteDefined route : routes.all()) {
            // An alias stands before the pool of its name, here as in choosing.
            models.remove(route.alias());
            if (routed(route, pools) instanceof ModelChoice.Routed routed) {
                models.put(route.alias(), routed.listed());
            }
        }
        return new ArrayList<>(models.values());
    }

    /// All known pools, by name.
    public List<ServedModel> pools(Instant now) {
        Map<PoolName, ServedModel> models = new TreeMap<>(BY_NAME);
        for (WorkerReported report : newest.values()) {
            if (!isForgotten(report, now)) {
                models.merge(report.pool(), modelOf(report, now), ModelCatalogue::both);
            }
        }
        return new ArrayList<>(models.values());
    }

    private boolean isForgotten(WorkerReported report, Instant now) {
        return report.occurredAt().plus(forgetAfter).isBefore(now);
    }

    private ServedModel modelOf(WorkerReported report, Instant now) {
        boolean isHeard = !report.occurredAt().plus(SILENCE_MAX).isBefore(now);
        Instant since = firstSeen.getOrDefault(report.pool(), report.occurredAt());
        return new ServedModel(
                report.pool(),
                report.contextTokens(),
                since,
                isHeard && report.state() == State.READY);
    }

    private static ServedModel both(ServedModel one, ServedModel other) {
        return new ServedModel(
                one.pool(),
                Math.min(one.contextTokens(), other.contextTokens()),
                one.firstSeen(),
                one.isReady() || other.isReady());
    }
}

package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Priority;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/// What waits for one pool, and who goes next: the most urgent class, in it the tenant that was
/// served least, of his the one that is due first.
///
/// **Between tenants** it is the virtual token counter of Sheng et al., *Fairness in Serving Large
/// Language Models* (OSDI 2024), with weights. A tenant's counter rises by the cost of each token
/// it is served ([TokenCost]), divided by its weight; the lowest counter among those who wait goes
/// next. Who comes back after a pause is lifted to the lowest counter of those who wait, or, if
/// nobody does, of the one who left last: a pause earns no credit. Bound (their theorem 4.3), in
/// cost: while two tenants wait, what they are served, each by its weight, differs by at most `2 ·
/// max(prompt cost of one request, cost of the tokens that are in flight)`, and no slot is left
/// free for it. Prompt tokens are charged when the request goes out, by estimate, and corrected
/// when its worker has counted; generated ones as they stand in the log. A weight that changes
/// counts for what is served from then on; counters stay.
///
/// **Between classes** urgency is strict, but for a share: once [Overtaking]'s bound of requests
/// went past a class that waits, its next one goes. So every class gets at least one in
/// `passedOverMax + 2` assignments, and with both rules nothing that waits starves.
///
/// A choice costs O(log tenants + log requests). All of it is changed by events alone, so a replay
/// gives the same counters.
final class PoolQueue {
    private static final List<Priority> CLASSES = List.of(Priority.values());

    /// Tenants that wait for nothing and whose counter is remembered.
    private static final int IDLE_COUNT_MAX = 10_000;

    private final WeightsInForce weights;
    private final Map<TenantId, TenantAccount> waiting = new HashMap<>();
    private final BoundedMemory<TenantId, TenantAccount> idle = new BoundedMemory<>(IDLE_COUNT_MAX);
    private final Map<Priority, NavigableSet<TenantAccount>> byClass =
            new EnumMap<>(Priority.class);
    private final Overtaking overtaking;
    private final TenantUse use;
    private long lastCounter;
    private long activations;

    PoolQueue(WeightsInForce weights, int passedOverMax) {
        this.weights = weights;
        this.overtaking = new Overtaking(passedOverMax);
        this.use = new TenantUse(weights);
        for (Priority priority : CLASSES) {
            byClass.put(priority, new TreeSet<>(TenantAccount.LEAST_SERVED_FIRST));
        }
    }

    boolean add(Request request) {
        TenantAccount account = waiting.get(request.tenantId());
        if (account == null) {
            account = activate(request.tenantId());
        }
        boolean added = account.add(request);
        tenants(request.urgency().priority()).add(account);
        return added;
    }

    private TenantAccount activate(TenantId tenantId) {
        TenantAccount known = idle.get(tenantId);
        TenantAccount account = known == null ? new TenantAccount(tenantId) : known;
        idle.forget(tenantId);
        account.counter = Math.max(account.counter, floor());
        account.activation = ++activations;
        waiting.put(tenantId, account);
        return account;
    }

    private long floor() {
        long lowest = Long.MAX_VALUE;
        for (NavigableSet<TenantAccount> tenants : byClass.values()) {
            if (!tenants.isEmpty()) {
                lowest = Math.min(lowest, tenants.first().counter);
            }
        }
        return lowest == Long.MAX_VALUE ? lastCounter : lowest;
    }

    boolean remove(Request request) {
        TenantAccount account = waiting.get(request.tenantId());
        if (account == null || !account.remove(request)) {
            return false;
        }
        Priority priority = request.urgency().priority();
        if (!account.isWaiting(priority)) {
            tenants(priority).remove(account);
        }
        if (tenants(priority).isEmpty()) {
            overtaking.onEmpty(priority);
        }
        if (!account.isWaiting()) {
            waiting.remove(account.tenantId());
            idle.put(account.tenantId(), account);
            lastCounter = account.counter;
        }
        return true;
    }

    /// The request goes out; it is removed before.
    void onServed(Request request, Instant at) {
        overtaking.onServed(request.urgency().priority(), this::isWaiting);
        use.onServed(request.tenantId(), at);
    }

    TenantUse use() {
        return use;
    }

    boolean isWaiting(Priority priority) {
        return !tenants(priority).isEmpty();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Negative to correct an estimate.
    void charge(TenantId tenantId, long promptTokens, long generatedTokens) {
        long cost = TokenCost.of(promptTokens, generatedTokens, weights.of(tenantId));
        TenantAccount active = waiting.get(tenantId);
        if (active != null) {
            chargeWaiting(active, cost);
            return;
        }
        TenantAccount known = idle.get(tenantId);
        TenantAccount account = known == null ? new TenantAccount(tenantId) : known;
        account.counter += cost;
        idle.forget(tenantId);
        idle.put(tenantId, account);
    }

    private void chargeWaiting(TenantAccount account, long cost) {
        for (Priority priority : CLASSES) {
            if (account.isWaiting(priority)) {
                tenants(priority).remove(account);
            }
        }
        account.counter += cost;
        for (Priority priority : CLASSES) {
            if (account.isWaiting(priority)) {
                tenants(priority).add(account);
            }
        }
    }

    /// Those who wait in this class, the least served first.
    NavigableSet<TenantAccount> tenants(Priority priority) {
        return Objects.requireNonNull(byClass.get(priority));
    }

    Overtaking overtaking() {
        return overtaking;
    }

    int weightOf(TenantId tenantId) {
        return weights.of(tenantId);
    }

    @Override
    public String toString() {
        return byClass
                + " "
                + overtaking
                + " last "
                + lastCounter
                + " idle "
                + idle.entries()
                + " "
                + use;
    }
}

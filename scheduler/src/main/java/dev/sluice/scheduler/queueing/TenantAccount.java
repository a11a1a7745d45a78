package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Priority;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One tenant in one pool: what it was served, and what of it waits.
final class TenantAccount {
    /// The least served goes first; among equals, who has waited for it longest.
    static final Comparator<TenantAccount> LEAST_SERVED_FIRST =
            (a, b) ->
                    a.counter != b.counter
                            ? Long.compare(a.counter, b.counter)
                            : Long.compare(a.activation, b.activation);

    private final TenantId tenantId;
    private final Map<Priority, NavigableSet<Request>> lines = new EnumMap<>(Priority.class);

    /// Both are keys of the sets that hold this account: [PoolQueue] changes them, and only while
    /// the account is in none.
    long counter;

    long activation;

    TenantAccount(TenantId tenantId) {
        this.tenantId = tenantId;
    }

    TenantId tenantId() {
        return tenantId;
    }

    boolean isWaiting() {
        return !lines.isEmpty();
    }

    boolean isWaiting(Priority priority) {
        return lines.containsKey(priority);
    }

    boolean add(Request request) {
        return lines.computeIfAbsent(
                        request.urgency().priority(), _ -> new TreeSet<>(QueueOrder.BY_DUE))
                .add(request);
    }

    boolean remove(Request request) {
        Priority priority = request.urgency().priority();
        NavigableSet<Request> line = lines.get(priority);
        if (line == null || !line.remove(request)) {
            return false;
        }
        if (line.isEmpty()) {
            lines.remove(priority);
        }
        return true;
    }

    /// What waits in this class, the first to go first; null for nothing.
    @Nullable NavigableSet<Request> line(Priority priority) {
        return lines.get(priority);
    }

    @Override
    public String toString() {
        return tenantId.value() + " " + counter + "/" + activation + " " + lines.keySet();
    }
}

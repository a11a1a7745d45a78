package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.event.Priority;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Goes through a [PoolQueue] in the order in which it will be served, and leaves it as it is: for
/// a decision about several requests at once. Each step counts as served, as [PoolQueue] itself
/// will count it when the decision is applied, so that both come to the same order (a test compares
/// them). A step costs O(log); what is not visited costs nothing. Void once the queue changes.
public final class FairWalk {
    private static final List<Priority> CLASSES = List.of(Priority.values());

    /// A tenant that this walk has served, at the place that it has by now.
    private static final class Visited {
        private final TenantAccount account;
        private final Map<Priority, Line> lines = new EnumMap<>(Priority.class);
        private long counter;
        private int served;

        private Visited(TenantAccount account) {
            this.account = account;
            this.counter = account.counter;
            for (Priority priority : CLASSES) {
                NavigableSet<Request> line = account.line(priority);
                if (line != null) {
                    lines.put(priority, new Line(line.iterator()));
                }
            }
        }

        private @Nullable Line line(Priority priority) {
            Line line = lines.get(priority);
            return line == null || line.head == null ? null : line;
        }

        private boolean goesBefore(TenantAccount other) {
            return counter < other.counter
                    || (counter == other.counter && account.activation < other.activation);
        }
    }

    private static final class Line {
        private final Iterator<Request> rest;
        private @Nullable Request head;

        private Line(Iterator<Request> requests) {
            rest = requests;
            advance();
        }

        private void advance() {
            head = rest.hasNext() ? rest.next() : null;
        }
    }

    /// One class: tenants that were not visited yet, and those that were.
    private final class ClassWalk {
        private final Iterator<TenantAccount> rest;
        private final NavigableSet<Visited> again =
                new TreeSet<>((a, b) ->
                        a.counter != b.counter
                                ? Long.compare(a.counter, b.counter)
                                : Long.compare(a.account.activation, b.account.activation));
        private @Nullable TenantAccount fresh;

        private ClassWalk(Priority priority) {
            rest = queue.tenants(priority).iterator();
            toNextFresh();
        }

        private void toNextFresh() {
            do {
                fresh = rest.hasNext() ? rest.next() : null;
            } while (fresh != null && visited.containsKey(fresh));
        }

        private boolean isEmpty() {
            return fresh == null && again.isEmpty();
        }

        private Visited first() {
            if (fresh != null && (again.isEmpty() || !again.first().goesBefore(fresh))) {
                visit(fresh);
            }
            return again.first();
        }
    }

    private final PoolQueue queue;
    private final Overtaking overtaking;
    private final Map<TenantAccount, Visited> visited = new HashMap<>();
    private final Map<Priority, ClassWalk> classes = new EnumMap<>(Priority.class);

    FairWalk(PoolQueue queue) {
        this.queue = queue;
        this.overtaking = queue.overtaking().copy();
        for (Priority priority : CLASSES) {
            classes.put(priority, new ClassWalk(priority));
        }
    }

    /// Who is next; null when nothing is left.
    public @Nullable Request peek() {
        Priority priority = overtaking.next(this::isWaiting);
        if (priority == null) {
            return null;
        }
        return Objects.requireNonNull(walk(priority).first().line(priority)).head;
    }

    /// The next one goes out now.
    ///
    /// @param promptTokens what its tenant is charged for it
    public void serve(int promptTokens) {
        Priority served = Objects.requireNonNull(overtaking.next(this::isWaiting));
        Visited tenant = walk(served).first();
        tenant.served++;
        remove(tenant, served, promptTokens);
        overtaking.onServed(served, this::isWaiting);
    }

    /// The next one stays where it is.
    public void skip() {
        Priority skipped = Objects.requireNonNull(overtaking.next(this::isWaiting));
        remove(walk(skipped).first(), skipped, 0);
    }

    /// Nothing more of the next one's tenant goes out now.
    public void skipTenant() {
        Priority priority = Objects.requireNonNull(overtaking.next(this::isWaiting));
        Visited tenant = walk(priority).first();
        for (Priority each : CLASSES) {
            walk(each).again.remove(tenant);
            if (!isWaiting(each)) {
                overtaking.onEmpty(each);
            }
        }
        tenant.lines.clear();
    }

    /// Whether the next one's tenant has its share of the pool's slots already.
    public boolean hasItsShare(int slots) {
        Priority priority = Objects.requireNonNull(overtaking.next(this::isWaiting));
        Visited tenant = walk(priority).first();
        var tenantId = tenant.account.tenantId();
        TenantUse use = queue.use();
        return use.running(tenantId) + tenant.served >= use.share(tenantId, slots);
    }

    private void remove(Visited tenant, Priority priority, int promptTokens) {
        tenant.lines.keySet().forEach(p -> walk(p).again.remove(tenant));
        Objects.requireNonNull(tenant.line(priority)).advance();
        tenant.counter += TokenCost.of(promptTokens, 0, queue.weightOf(tenant.account.tenantId()));
        place(tenant);
        if (!isWaiting(priority)) {
            overtaking.onEmpty(priority);
        }
    }

    private void visit(TenantAccount account) {
        var tenant = new Visited(account);
        visited.put(account, tenant);
        for (ClassWalk walk : classes.values()) {
            if (walk.fresh == account) {
                walk.toNextFresh();
            }
        }
        place(tenant);
    }

    private void place(Visited tenant) {
        for (Priority priority : CLASSES) {
            if (tenant.line(priority) != null) {
                walk(priority).again.add(tenant);
            }
        }
    }

    private boolean isWaiting(Priority priority) {
        return !walk(priority).isEmpty();
    }

    private ClassWalk walk(Priority priority) {
        return Objects.requireNonNull(classes.get(priority));
    }
}

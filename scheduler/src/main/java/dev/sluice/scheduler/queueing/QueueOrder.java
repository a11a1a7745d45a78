package dev.sluice.scheduler.queueing;

import java.util.Comparator;

/// Who goes first: priority class, then deadline, then the tenants' fairness, then arrival.
public final class QueueOrder {
    /// The fairness that knows no tenants: equally urgent requests go by arrival alone.
    public static final Comparator<Request> TENANTS_ALIKE = (_, _) -> 0;

    static final Comparator<Request> BY_DEADLINE =
            Comparator.comparing((Request r) -> r.urgency().deadlineOrNever())
                    .thenComparingLong(Request::arrival);

    private QueueOrder() {}

    /// A total order. `tenantFairness` must compare by values that stay while a request waits.
    public static Comparator<Request> with(Comparator<Request> tenantFairness) {
        return Comparator.comparing((Request r) -> r.urgency().priority())
                .thenComparing(r -> r.urgency().deadlineOrNever())
                .thenComparing(tenantFairness)
                .thenComparingLong(Request::arrival);
    }
}

package dev.sluice.scheduler.queueing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/// Orders of requests; each is total.
final class QueueOrder {
    static final Comparator<Request> BY_DEADLINE =
            Comparator.comparing((Request r) -> r.urgency().deadlineOrNever())
                    .thenComparingLong(Request::arrival);

    /// Within one class of one tenant: earliest due first, where a request is due at its deadline,
    /// but at the latest `PATIENCE` after it was queued. So nobody is overtaken for longer than
    /// that by younger requests of his own, however near their deadlines are.
    // Why: written out, for a decision on a long queue is made of these comparisons.
    static final Comparator<Request> BY_DUE =
            (a, b) -> {
                int byDue = Long.compare(dueMillis(a), dueMillis(b));
                return byDue != 0 ? byDue : Long.compare(a.arrival(), b.arrival());
            };

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private QueueOrder() {}

    private static long dueMillis(Request request) {
        long patienceEnds = request.queuedAt().toEpochMilli() + PATIENCE.toMillis();
        Instant deadline = request.urgency().deadline();
        return deadline == null ? patienceEnds : Math.min(millis(deadline), patienceEnds);
    }

    /// A deadline may be further away than milliseconds can tell.
    private static long millis(Instant deadline) {
        return deadline.getEpochSecond() > Integer.MAX_VALUE * 100L
                ? Long.MAX_VALUE
                : deadline.toEpochMilli();
    }
}

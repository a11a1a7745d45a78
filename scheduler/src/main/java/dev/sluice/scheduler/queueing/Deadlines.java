package dev.sluice.scheduler.queueing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/// The unfinished requests that have a deadline, the nearest first.
public final class Deadlines {
    private final NavigableSet<Request> nearestFirst = new TreeSet<>(QueueOrder.BY_DEADLINE);

    public void add(Request request) {
        if (request.urgency().deadline() != null) {
            nearestFirst.add(request);
        }
    }

    public void remove(Request request) {
        nearestFirst.remove(request);
    }

    /// Those whose deadline is not after `now`; costs O(answer).
    public List<Request> passed(Instant now) {
        List<Request> passed = new ArrayList<>();
        for (Request request : nearestFirst) {
            if (!request.urgency().hasPassed(now)) {
                break;
            }
            passed.add(request);
        }
        return passed;
    }
}

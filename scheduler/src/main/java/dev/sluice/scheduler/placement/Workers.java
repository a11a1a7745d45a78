package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.queueing.BoundedMemory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The workers that were heard of and are not lost, by id; one incarnation each.
public final class Workers {
    private static final int STARTS_MAX = 8;
    private static final int LOST_COUNT_MAX = 1_000;

    /// `starts`: the incarnations that were seen, in the order in which they first reported.
    private record Seat(Worker current, Deque<String> starts) {}

    private final SortedMap<WorkerId, Seat> seats =
            new TreeMap<>(Comparator.comparing(WorkerId::value));

    /// The starts of workers that are lost.
    private final BoundedMemory<WorkerId, Deque<String>> lost = new BoundedMemory<>(LOST_COUNT_MAX);

    /// Whether a later start of the same worker was seen: such a report is a zombie's. It counts
    /// again while the later start itself is lost.
    public boolean isOutdated(WorkerReported report) {
        Seat seat = seats.get(report.workerId());
        return seat != null
                && seat.starts().contains(report.incarnation())
                && comesBefore(seat.starts(), report.incarnation(), seat.current().incarnation());
    }

    private static boolean comesBefore(Deque<String> starts, String one, String other) {
        for (String start : starts) {
            if (start.equals(one) || start.equals(other)) {
                return !start.equals(other);
            }
        }
        return false;
    }

    /// The report must not be [outdated][#isOutdated].
    public Worker onReport(
            WorkerReported report,
            boolean history,
            Duration leaseTime,
            Predicate<RequestId> ended) {
        Worker worker = find(report.workerId(), report.incarnation());
        if (worker == null) {
            worker = new Worker(report, leaseTime);
            seat(worker);
        }
        worker.onReport(report, history, leaseTime, ended);
        return worker;
    }

    private void seat(Worker worker) {
        Deque<String> starts = startsOf(worker.workerId());
        if (!starts.contains(worker.incarnation())) {
            starts.addLast(worker.incarnation());
        }
        if (starts.size() > STARTS_MAX) {
            starts.removeFirst();
        }
        lost.forget(worker.workerId());
        seats.put(worker.workerId(), new Seat(worker, starts));
    }

    private Deque<String> startsOf(WorkerId workerId) {
        Seat seat = seats.get(workerId);
        if (seat != null) {
            return seat.starts();
        }
        Deque<String> known = lost.get(workerId);
        return known == null ? new ArrayDeque<>() : known;
    }

    public void remove(WorkerId workerId) {
        Seat seat = seats.remove(workerId);
        if (seat != null) {
            lost.put(workerId, seat.starts());
        }
    }

    /// The current incarnation, whichever it is.
    public @Nullable Worker find(WorkerId workerId) {
        Seat seat = seats.get(workerId);
        return seat == null ? null : seat.current();
    }

    public @Nullable Worker find(WorkerId workerId, String incarnation) {
        Worker worker = find(workerId);
        return worker != null && worker.incarnation().equals(incarnation) ? worker : null;
    }

    /// In the order of their ids.
    public Collection<Worker> all() {
        return Collections.unmodifiableCollection(
                seats.values().stream().map(Seat::current).toList());
    }

    /// The slots that serve a pool, free or not.
    public int slots(PoolName pool) {
        return all().stream()
                .filter(worker -> worker.takesWork() && worker.pool().equals(pool))
                .mapToInt(worker -> worker.report().slots())
                .sum();
    }

    /// Slots of a pool that were taken back for another request and are not free yet.
    public int leavingCount(PoolName pool) {
        return all().stream()
                .filter(worker -> worker.takesWork() && worker.pool().equals(pool))
                .mapToInt(Worker::leavingCount)
                .sum();
    }

    /// The newest scheduler epoch that a worker of the pool reports; 0 for none.
    public long newestSchedulerEpoch(PoolName pool) {
        return all().stream()
                .filter(worker -> worker.takesWork() && worker.pool().equals(pool))
                .mapToLong(worker -> worker.report().schedulerEpoch())
                .max()
                .orElse(0);
    }
}

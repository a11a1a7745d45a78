package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
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
    private static final int RETIRED_COUNT_MAX = 8;

    private record Seat(Worker current, Deque<String> retired) {}

    private final SortedMap<WorkerId, Seat> seats =
            new TreeMap<>(Comparator.comparing(WorkerId::value));

    /// Whether a later start of the same worker was seen: such a report is a zombie's. It counts
    /// again when the later start itself is lost.
    public boolean isOutdated(WorkerReported report) {
        Seat seat = seats.get(report.workerId());
        return seat != null && seat.retired().contains(report.incarnation());
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
        Seat former = seats.get(worker.workerId());
        Deque<String> retired = former == null ? new ArrayDeque<>() : former.retired();
        if (former != null) {
            retired.addLast(former.current().incarnation());
        }
        if (retired.size() > RETIRED_COUNT_MAX) {
            retired.removeFirst();
        }
        seats.put(worker.workerId(), new Seat(worker, retired));
    }

    public void remove(WorkerId workerId) {
        seats.remove(workerId);
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

package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/// One incarnation of a worker: its last report, and the requests that take its slots.
///
/// A slot is taken by what this shard assigned and by whatever else the worker says it runs
/// (another shard's requests, or ones that were fenced meanwhile), so that a slot is never given
/// out twice.
public final class Worker {
    private final Set<RequestId> assigned = new LinkedHashSet<>();
    private final Set<RequestId> others = new LinkedHashSet<>();
    private WorkerReported report;
    private Duration seenAt;
    private boolean live;

    Worker(WorkerReported report, Duration seenAt) {
        this.report = report;
        this.seenAt = seenAt;
    }

    /// `history`: the report was written before this scheduler listened, so it proves no life: such
    /// a worker keeps what it has until its lease ends, but gets nothing new.
    ///
    /// @param ended requests that the worker has ended itself: a report that still lists them is
    ///   late
    void onReport(
            WorkerReported reported,
            boolean history,
            Duration leaseTime,
            Predicate<RequestId> ended) {
        report = reported;
        seenAt = leaseTime;
        live |= !history;
        others.clear();
        for (RunningSequence sequence : reported.running()) {
            if (!assigned.contains(sequence.requestId()) && !ended.test(sequence.requestId())) {
                others.add(sequence.requestId());
            }
        }
    }

    /// This shard's request takes a slot.
    public void assign(RequestId requestId) {
        others.remove(requestId);
        assigned.add(requestId);
    }

    /// The worker ended the request: its slot is free.
    public void free(RequestId requestId) {
        assigned.remove(requestId);
        others.remove(requestId);
    }

    /// The request was taken from the worker, which may go on with it: the slot is free when a
    /// report says so.
    public void freeWhenReported(RequestId requestId) {
        if (assigned.remove(requestId)) {
            others.add(requestId);
        }
    }

    public int freeSlots() {
        return Math.max(0, report.slots() - assigned.size() - others.size());
    }

    public boolean takesWork() {
        return live && report.state() == State.READY;
    }

    public boolean isStopped() {
        return report.state() == State.STOPPED;
    }

    public WorkerId workerId() {
        return report.workerId();
    }

    public String incarnation() {
        return report.incarnation();
    }

    public PoolName pool() {
        return report.pool();
    }

    public int assignmentPartition() {
        return report.assignmentPartition();
    }

    public WorkerReported report() {
        return report;
    }

    /// The lease time of the last report.
    public Duration seenAt() {
        return seenAt;
    }

    public Set<RequestId> assigned() {
        return Collections.unmodifiableSet(assigned);
    }

    @Override
    public String toString() {
        return workerId()
                + "/"
                + incarnation()
                + " "
                + report.state()
                + (live ? " live" : " history")
                + " seen "
                + seenAt
                + " assigned "
                + assigned
                + " others "
                + others;
    }
}

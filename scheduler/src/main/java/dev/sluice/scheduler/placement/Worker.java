package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// One incarnation of a worker: its last report, and the requests that take its slots and its KV
/// cache.
///
/// A slot is taken by what this shard assigned and by whatever else the worker says it runs
/// (another shard's requests, or ones that were fenced meanwhile), so that a slot is never given
/// out twice.
public final class Worker {
    /// This shard's requests, each with the tokens of KV cache that it may come to need.
    private final Map<RequestId, Long> assigned = new LinkedHashMap<>();

    /// Those of them whose prompt it has not read yet, and how long that is.
    private final Map<RequestId, Integer> unread = new LinkedHashMap<>();

    private long unreadTokens;

    private final Set<RequestId> others = new LinkedHashSet<>();

    /// Those of the others whose slot was taken back for somebody else.
    private final Set<RequestId> leaving = new LinkedHashSet<>();

    private WorkerReported report;
    private Duration seenAt;
    private Duration progressedAt;
    private boolean live;

    Worker(WorkerReported report, Duration seenAt) {
        this.report = report;
        this.seenAt = seenAt;
        this.progressedAt = seenAt;
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
        if (reported.running().isEmpty() || reported.steps() != report.steps()) {
            progressedAt = leaseTime;
        }
        report = reported;
        seenAt = leaseTime;
        live |= !history;
        others.clear();
        for (RunningSequence sequence : reported.running()) {
            if (!assigned.containsKey(sequence.requestId()) && !ended.test(sequence.requestId())) {
                others.add(sequence.requestId());
            }
        }
        leaving.retainAll(others);
    }

    /// This shard's request takes a slot.
    public void assign(RequestId requestId, Need need) {
        others.remove(requestId);
        leaving.remove(requestId);
        assigned.put(requestId, need.kvTokensOn(report));
    }

    /// It has so many tokens of the prompt to read first.
    public void onUnread(RequestId requestId, int promptTokens) {
        unread.put(requestId, promptTokens);
        unreadTokens += promptTokens;
    }

    /// The prompt is read, or not the worker's any more.
    public void onRead(RequestId requestId) {
        Integer promptTokens = unread.remove(requestId);
        unreadTokens -= promptTokens == null ? 0 : promptTokens;
    }

    public long unreadTokens() {
        return unreadTokens;
    }

    /// The worker ended the request: its slot is free.
    public void free(RequestId requestId) {
        onRead(requestId);
        assigned.remove(requestId);
        others.remove(requestId);
        leaving.remove(requestId);
    }

    /// The request was taken from the worker, which may go on with it: the slot is free when a
    /// report says so.
    public void freeWhenReported(RequestId requestId) {
        onRead(requestId);
        if (assigned.remove(requestId) != null) {
            others.add(requestId);
        }
    }

    /// The same, and the slot is wanted for another request.
    public void freeForAnother(RequestId requestId) {
        freeWhenReported(requestId);
        if (others.contains(requestId)) {
            leaving.add(requestId);
        }
    }

    /// Slots that were taken back for another request and are not free yet.
    public int leavingCount() {
        return leaving.size();
    }

    public int freeSlots() {
        return Math.max(0, report.slots() - assigned.size() - others.size());
    }

    /// Tokens of the KV cache that nobody here may come to need; what is not this shard's counts as
    /// one slot's part of it. A worker that reports no size is bounded by its slots alone.
    public long freeKvTokens() {
        if (report.kvCacheTokens() == 0) {
            return 0;
        }
        long taken = others.size() * (report.kvCacheTokens() / Math.max(1, report.slots()));
        for (long each : assigned.values()) {
            taken += each;
        }
        return report.kvCacheTokens() - taken;
    }

    public boolean isIdle() {
        return assigned.isEmpty() && others.isEmpty();
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

    /// The lease time of the last report that shows an engine at work, or one with nothing to do.
    public Duration progressedAt() {
        return progressedAt;
    }

    public Set<RequestId> assigned() {
        return Collections.unmodifiableSet(assigned.keySet());
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
                + others
                + " leaving "
                + leaving
                + " unread "
                + unread
                + " progressed "
                + progressedAt;
    }
}

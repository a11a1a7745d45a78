package dev.sluice.scheduler.shard;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.lease.Lease;
import dev.sluice.scheduler.placement.Need;
import dev.sluice.scheduler.placement.PrefixDirectory;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.placement.Workers;
import dev.sluice.scheduler.queueing.BoundedMemory;
import dev.sluice.scheduler.queueing.Deadlines;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.queueing.RetryEstimate;
import dev.sluice.scheduler.queueing.WaitingQueue;
import dev.sluice.scheduler.shard.RequestState.Assigned;
import dev.sluice.scheduler.shard.RequestState.Claim;
import dev.sluice.scheduler.shard.RequestState.Ending;
import dev.sluice.scheduler.shard.RequestState.Fencing;
import dev.sluice.scheduler.shard.RequestState.Finished;
import dev.sluice.scheduler.shard.RequestState.Waiting;
import dev.sluice.scheduler.shard.ShardEvent.CancelNoted;
import dev.sluice.scheduler.shard.ShardEvent.EndRemembered;
import dev.sluice.scheduler.shard.ShardEvent.EndWritten;
import dev.sluice.scheduler.shard.ShardEvent.FenceTaken;
import dev.sluice.scheduler.shard.ShardEvent.FenceWritten;
import dev.sluice.scheduler.shard.ShardEvent.LeaseTimePassed;
import dev.sluice.scheduler.shard.ShardEvent.RequestAdopted;
import dev.sluice.scheduler.shard.ShardEvent.RequestAssigned;
import dev.sluice.scheduler.shard.ShardEvent.RequestEnded;
import dev.sluice.scheduler.shard.ShardEvent.RequestQueued;
import dev.sluice.scheduler.shard.ShardEvent.RequestRefused;
import dev.sluice.scheduler.shard.ShardEvent.RequestSuperseded;
import dev.sluice.scheduler.shard.ShardEvent.SchedulerEpochRaised;
import dev.sluice.scheduler.shard.ShardEvent.StartTaken;
import dev.sluice.scheduler.shard.ShardEvent.TokenTaken;
import dev.sluice.scheduler.shard.ShardEvent.UrgencyChanged;
import dev.sluice.scheduler.shard.ShardEvent.WeightDefined;
import dev.sluice.scheduler.shard.ShardEvent.WorkerLost;
import dev.sluice.scheduler.shard.ShardEvent.WorkerSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything one shard knows. [#apply] is the only mutator and cannot refuse; an event that does
/// not fit is a programmer's error. All collections have a defined order, so that a replay of the
/// same events gives the same state. Owned by the loop thread.
public final class ShardState {
    /// What becomes of the slot of a request that leaves its worker.
    private enum Slot {
        FREE,
        WHEN_REPORTED,
        FOR_ANOTHER
    }

    private final ShardSettings settings;

    /// Unfinished requests in the order of their arrival.
    private final Map<RequestId, TrackedRequest> open = new LinkedHashMap<>();

    private final WaitingQueue queue;
    private final Deadlines deadlines = new Deadlines();
    private final Set<RequestId> assigned = new LinkedHashSet<>();
    private final Set<RequestId> fencing = new LinkedHashSet<>();

    /// Open requests that are cancelled, or that were tried often enough.
    private final Set<RequestId> doomed = new LinkedHashSet<>();

    private final BoundedMemory<RequestId, Finished> finished;

    /// Reasons of cancels that overtook their request.
    private final BoundedMemory<RequestId, String> earlyCancels;

    private final Workers workers = new Workers();
    private final PrefixDirectory prefixes;
    private final RetryEstimate retryEstimate = new RetryEstimate();
    private Duration leaseTime = Duration.ZERO;
    private long schedulerEpoch;

    public ShardState(ShardSettings settings, long schedulerEpoch) {
        this.settings = settings;
        this.schedulerEpoch = schedulerEpoch;
        this.queue = new WaitingQueue(settings.queueing());
        this.prefixes = new PrefixDirectory(settings.placement().prefixCountMax());
        this.finished = new BoundedMemory<>(settings.queueing().finishedCountMax());
        this.earlyCancels = new BoundedMemory<>(settings.queueing().waitingCountMax());
    }

    public void apply(ShardEvent event) {
        switch (event) {
            case RequestQueued e -> onQueued(e.request(), e.inherited());
            case RequestRefused e -> onRefused(e.requestId());
            case EndRemembered e -> onRefused(e.requestId());
            case RequestAssigned e -> onAssigned(e);
            case RequestAdopted e -> onAdopted(e);
            case FenceWritten e -> onFenceWritten(e);
            case FenceTaken e -> onFenceTaken(e);
            case EndWritten e -> onEndWritten(e);
            case RequestSuperseded e -> onSuperseded(e);
            case StartTaken e -> onStartTaken(tracked(e.requestId()), e.promptTokens());
            case TokenTaken e -> onTokenTaken(tracked(e.requestId()), e.tokenId());
            case RequestEnded e -> onEnded(tracked(e.requestId()), e.byWorker(), e.at());
            case CancelNoted e -> onCancelNoted(e);
            case UrgencyChanged e -> onUrgencyChanged(e);
            case WeightDefined e -> queue.define(e.tenantId(), e.weight());
            case WorkerSeen e -> onWorkerSeen(e.report(), e.history());
            case WorkerLost e -> workers.remove(e.workerId());
            case LeaseTimePassed e -> leaseTime = leaseTime.plus(e.elapsed());
            case SchedulerEpochRaised e -> schedulerEpoch = e.schedulerEpoch();
        }
    }

    private void onQueued(Request request, boolean inherited) {
        Claim claim = inherited ? Claim.UNKNOWN : Claim.NONE;
        var tracked = new TrackedRequest(request, new Waiting(claim));
        open.put(request.requestId(), tracked);
        deadlines.add(request);
        queue.add(request);
        String cancelReason = earlyCancels.get(request.requestId());
        if (cancelReason != null) {
            earlyCancels.forget(request.requestId());
            cancel(tracked, cancelReason);
        }
    }

    private void onRefused(RequestId requestId) {
        earlyCancels.forget(requestId);
        finished.put(requestId, new Finished(false));
    }

    private void onAssigned(RequestAssigned e) {
        assign(tracked(e.requestId()), e.workerId(), e.incarnation(), e.epoch(), e.at());
    }

    private void onAdopted(RequestAdopted e) {
        assign(tracked(e.requestId()), e.workerId(), e.incarnation(), e.epoch(), e.at());
    }

    private void assign(
            TrackedRequest tracked, WorkerId workerId, String incarnation, int epoch, Instant at) {
        Waiting waiting = (Waiting) tracked.state();
        queue.serve(tracked.request(), at);
        if (tracked.promptTokensToCharge() > 0) {
            chargePrompt(tracked, tracked.promptTokensToCharge());
        }
        tracked.resume();
        assigned.add(tracked.requestId());
        tracked.setState(waiting.toAssigned(new Lease(workerId, incarnation, leaseTime), at));
        tracked.setEpoch(epoch);
        Worker worker = workers.find(workerId, incarnation);
        if (worker != null) {
            worker.assign(tracked.requestId(), Need.of(tracked.request()));
            if (tracked.history().isNext(0)) {
                worker.onUnread(tracked.requestId(), tracked.request().shape().tokens());
            }
            prefixes.onAssigned(tracked.request().shape(), workerId);
        }
    }

    private void onStartTaken(TrackedRequest tracked, int promptTokens) {
        tracked.history().start(promptTokens);
        if (tracked.state() instanceof Assigned held) {
            Worker worker = workers.find(held.lease().workerId(), held.lease().incarnation());
            if (worker != null) {
                worker.onRead(tracked.requestId());
            }
        }
        chargePrompt(tracked, promptTokens);
    }

    private void chargePrompt(TrackedRequest tracked, int promptTokens) {
        Request request = tracked.request();
        int difference = tracked.chargePrompt(promptTokens);
        queue.charge(request.pool(), request.tenantId(), difference, 0);
    }

    private void onTokenTaken(TrackedRequest tracked, int tokenId) {
        tracked.history().add(tokenId);
        queue.charge(tracked.request().pool(), tracked.request().tenantId(), 0, 1);
    }

    private void onFenceWritten(FenceWritten e) {
        TrackedRequest tracked = tracked(e.requestId());
        boolean preempts = e.reason() == FenceReason.PREEMPTED;
        leave(tracked, preempts ? Slot.FOR_ANOTHER : Slot.WHEN_REPORTED);
        if (preempts) {
            tracked.preempt();
        }
        fencing.add(e.requestId());
        tracked.setState(
                switch (tracked.state()) {
                    case Waiting waiting -> waiting.toFencing(e.epoch());
                    case Assigned held -> held.toFencing(e.epoch());
                    case Fencing _, Ending _, Finished _ ->
                            throw new IllegalStateException("cannot be fenced: " + e.requestId());
                });
        if (e.reason().isAttempt()) {
            countAttempt(tracked);
        }
    }

    private void onFenceTaken(FenceTaken e) {
        TrackedRequest tracked = tracked(e.requestId());
        Waiting waiting = ((Fencing) tracked.state()).toWaiting();
        leave(tracked, Slot.WHEN_REPORTED);
        tracked.setState(waiting);
        tracked.setEpoch(e.epoch());
        queue.add(tracked.request());
    }

    private void onEndWritten(EndWritten e) {
        TrackedRequest tracked = tracked(e.requestId());
        Ending ending = ((Waiting) tracked.state()).toEnding();
        leave(tracked, Slot.WHEN_REPORTED);
        tracked.setState(ending);
        tracked.setEpoch(e.epoch());
    }

    private void onSuperseded(RequestSuperseded e) {
        TrackedRequest tracked = tracked(e.requestId());
        leave(tracked, Slot.WHEN_REPORTED);
        tracked.setState(
                switch (tracked.state()) {
                    case Waiting waiting -> waiting.toSuperseded();
                    case Assigned held -> held.toSuperseded();
                    case Fencing fence -> fence.toSuperseded();
                    case Ending end -> end.toSuperseded();
                    case Finished _ ->
                            throw new IllegalStateException("finished: " + e.requestId());
                });
        tracked.setEpoch(e.epoch());
        queue.add(tracked.request());
        if (e.fence()) {
            countAttempt(tracked);
        }
    }

    private void onEnded(TrackedRequest tracked, boolean byWorker, Instant at) {
        if (byWorker && tracked.state() instanceof Assigned held) {
            Duration served = Duration.between(held.assignedAt(), at);
            retryEstimate.onServed(served.isNegative() ? Duration.ZERO : served);
        }
        leave(tracked, byWorker ? Slot.FREE : Slot.WHEN_REPORTED);
        doomed.remove(tracked.requestId());
        deadlines.remove(tracked.request());
        open.remove(tracked.requestId());
        finished.put(tracked.requestId(), tracked.state().toFinished(byWorker));
    }

    /// Takes the request out of where its state keeps it.
    private void leave(TrackedRequest tracked, Slot slot) {
        RequestId requestId = tracked.requestId();
        switch (tracked.state()) {
            case Waiting _ -> queue.remove(tracked.request());
            case Fencing _ -> fencing.remove(requestId);
            case Ending _ -> {
                // It is kept nowhere else.
            }
            case Assigned held -> {
                assigned.remove(requestId);
                queue.release(tracked.request());
                Worker worker = workers.find(held.lease().workerId(), held.lease().incarnation());
                if (worker != null) {
                    switch (slot) {
                        case FREE -> worker.free(requestId);
                        case WHEN_REPORTED -> worker.freeWhenReported(requestId);
                        case FOR_ANOTHER -> worker.freeForAnother(requestId);
                    }
                }
            }
            case Finished _ -> throw new IllegalStateException("finished: " + requestId);
        }
    }

    private void onCancelNoted(CancelNoted e) {
        TrackedRequest tracked = open.get(e.requestId());
        if (tracked == null) {
            earlyCancels.put(e.requestId(), e.reason());
        } else {
            cancel(tracked, e.reason());
        }
    }

    private void cancel(TrackedRequest tracked, String reason) {
        tracked.setCancellation(new TrackedRequest.Cancellation(reason, leaseTime));
        doomed.add(tracked.requestId());
    }

    private void countAttempt(TrackedRequest tracked) {
        tracked.countAttempt();
        if (tracked.attempts() >= settings.lease().attemptsMax()) {
            doomed.add(tracked.requestId());
        }
    }

    private void onUrgencyChanged(UrgencyChanged e) {
        TrackedRequest tracked = tracked(e.requestId());
        Request former = tracked.request();
        Request changed = former.withUrgency(e.urgency());
        deadlines.remove(former);
        deadlines.add(changed);
        if (tracked.state() instanceof Waiting) {
            queue.remove(former);
            queue.add(changed);
        }
        tracked.setRequest(changed);
    }

    private void onWorkerSeen(WorkerReported report, boolean history) {
        Worker worker = workers.onReport(report, history, leaseTime, this::wasEndedByWorker);
        for (RunningSequence sequence : report.running()) {
            TrackedRequest tracked = open.get(sequence.requestId());
            if (tracked != null
                    && tracked.epoch() == sequence.epoch()
                    && worker.assigned().contains(sequence.requestId())
                    && tracked.state() instanceof Assigned held) {
                tracked.setState(held.toSeen(leaseTime));
            }
        }
    }

    private boolean wasEndedByWorker(RequestId requestId) {
        Finished end = finished.get(requestId);
        return end != null && end.byWorker();
    }

    private TrackedRequest tracked(RequestId requestId) {
        TrackedRequest tracked = open.get(requestId);
        if (tracked == null) {
            throw new IllegalStateException("not an open request: " + requestId);
        }
        return tracked;
    }

    // --- what decisions are made from

    @Nullable TrackedRequest find(RequestId requestId) {
        return open.get(requestId);
    }

    /// Whether the request is open, or ended not long ago.
    boolean knows(RequestId requestId) {
        return open.containsKey(requestId) || finished.contains(requestId);
    }

    @Nullable String earlyCancelOf(RequestId requestId) {
        return earlyCancels.get(requestId);
    }

    WaitingQueue queue() {
        return queue;
    }

    List<Request> pastDeadline(Instant now) {
        return deadlines.passed(now);
    }

    Collection<RequestId> assigned() {
        return Collections.unmodifiableSet(assigned);
    }

    Collection<RequestId> fencing() {
        return Collections.unmodifiableSet(fencing);
    }

    Collection<RequestId> doomed() {
        return Collections.unmodifiableSet(doomed);
    }

    Workers workers() {
        return workers;
    }

    PrefixDirectory prefixes() {
        return prefixes;
    }

    Duration leaseTime() {
        return leaseTime;
    }

    /// All that is as urgent or more goes before one that comes back.
    int retryAfterSeconds(PoolName pool, Priority priority) {
        int ahead = 0;
        for (Priority each : Priority.values()) {
            ahead += each.compareTo(priority) <= 0 ? queue.count(each) : 0;
        }
        return retryEstimate.seconds(ahead, workers.slots(pool));
    }

    public long schedulerEpoch() {
        return schedulerEpoch;
    }

    public int waitingCount() {
        return queue.count();
    }

    public int openCount() {
        return open.size();
    }

    /// The offset of the oldest prompt that is not finished: what a successor must read from.
    public OptionalLong oldestArrival() {
        return open.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(open.values().iterator().next().request().arrival());
    }

    /// Whether a worker that something here waits for has obeyed a newer scheduler. Then either
    /// this one was followed by another, or its epoch was lost with the group's offsets.
    public boolean isSucceeded() {
        return queue.pools().stream()
                .anyMatch(pool -> workers.newestSchedulerEpoch(pool) > schedulerEpoch);
    }

    /// All of it, for people and for comparing two states.
    public String describe() {
        return String.join(
                "\n",
                "scheduler epoch " + schedulerEpoch + ", lease time " + leaseTime,
                "open " + open.values(),
                "waiting " + queue,
                "assigned " + assigned + ", fencing " + fencing + ", doomed " + doomed,
                "workers " + workers.all() + ", prefixes " + prefixes,
                "finished " + finished.entries() + ", early cancels " + earlyCancels.entries());
    }
}

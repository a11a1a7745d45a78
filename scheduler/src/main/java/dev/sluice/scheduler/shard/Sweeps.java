package dev.sluice.scheduler.shard;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.lease.Lease;
import dev.sluice.scheduler.lease.LeaseCheck;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.RequestState.Assigned;
import dev.sluice.scheduler.shard.RequestState.Claim;
import dev.sluice.scheduler.shard.RequestState.Ending;
import dev.sluice.scheduler.shard.RequestState.Fencing;
import dev.sluice.scheduler.shard.RequestState.Finished;
import dev.sluice.scheduler.shard.RequestState.Waiting;
import dev.sluice.scheduler.shard.ShardEvent.WorkerLost;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// What time brings about: lost leases, passed deadlines, and cancels that no worker obeyed.
final class Sweeps {
    private final LeaseSettings settings;
    private final LeaseCheck leaseCheck;
    private final Verdict verdict;

    Sweeps(LeaseSettings settings, Verdict verdict) {
        this.settings = settings;
        this.leaseCheck = new LeaseCheck(settings);
        this.verdict = verdict;
    }

    Decision checkLeases(ShardState state, Instant now) {
        var draft = new Decision.Draft();
        for (RequestId requestId : state.assigned()) {
            TrackedRequest tracked = state.find(requestId);
            if (tracked != null && tracked.state() instanceof Assigned held) {
                checkLease(draft, state, tracked, held.lease(), now);
            }
        }
        for (Worker worker : state.workers().all()) {
            if (leaseCheck.isSilent(worker, state.leaseTime())) {
                draft.apply(new WorkerLost(worker.workerId()));
            }
        }
        return draft.done();
    }

    private void checkLease(
            Decision.Draft draft,
            ShardState state,
            TrackedRequest tracked,
            Lease lease,
            Instant now) {
        Worker current = state.workers().find(lease.workerId());
        leaseCheck
                .loss(lease, current, state.leaseTime())
                .ifPresent(reason -> {
                    Endings.fence(draft, tracked, reason, state.schedulerEpoch(), now);
                    if (reason.isRevoked()) {
                        Endings.revoke(draft, state, tracked, lease, now);
                    }
                });
    }

    Decision checkEnds(ShardState state, Instant now) {
        Set<RequestId> candidates = new LinkedHashSet<>(state.doomed());
        state.pastDeadline(now).stream().map(Request::requestId).forEach(candidates::add);
        var draft = new Decision.Draft();
        for (RequestId requestId : candidates) {
            TrackedRequest tracked = state.find(requestId);
            Failure failure = tracked == null ? null : verdict.on(tracked, now);
            if (tracked != null && failure != null) {
                endOrFence(draft, state, tracked, failure, now);
            }
        }
        return draft.done();
    }

    private void endOrFence(
            Decision.Draft draft,
            ShardState state,
            TrackedRequest tracked,
            Failure failure,
            Instant now) {
        switch (tracked.state()) {
            case Waiting(Claim claim) when claim != Claim.UNKNOWN ->
                    Endings.end(draft, tracked, tracked.epoch(), failure, now);
            case Waiting _ -> fenceToEnd(draft, state, tracked, now);
            case Assigned _ -> {
                if (!mayWorkerEndIt(state, tracked, now)) {
                    fenceToEnd(draft, state, tracked, now);
                }
            }
            case Fencing _, Ending _ -> {
                // It ends when what is written is read back.
            }
            case Finished _ -> throw new IllegalStateException("finished: " + tracked.requestId());
        }
    }

    private static void fenceToEnd(
            Decision.Draft draft, ShardState state, TrackedRequest tracked, Instant now) {
        Endings.fence(draft, tracked, FenceReason.ENDING, state.schedulerEpoch(), now);
    }

    /// The worker reads cancels itself, and knows best what it has written. It may miss one that
    /// overtakes the assignment.
    private boolean mayWorkerEndIt(ShardState state, TrackedRequest tracked, Instant now) {
        TrackedRequest.Cancellation cancellation = tracked.cancellation();
        return cancellation != null
                && !tracked.request().urgency().hasPassed(now)
                && state.leaseTime()
                                .minus(cancellation.leaseTime())
                                .compareTo(settings.assignmentGrace())
                        <= 0;
    }
}

package dev.sluice.scheduler.shard;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.scheduler.batching.BatchFormation;
import dev.sluice.scheduler.batching.BatchFormation.Batch;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.placement.FreeSlotPlacement;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.RequestState.Claim;
import dev.sluice.scheduler.shard.RequestState.Waiting;
import dev.sluice.scheduler.shard.ShardEvent.RequestAssigned;
import java.time.Duration;
import java.time.Instant;

/// Gives waiting requests to free slots, in the order of the queue, until either runs out.
final class Dispatcher {
    private final BatchingSettings settings;
    private final Verdict verdict;

    Dispatcher(BatchingSettings settings, Verdict verdict) {
        this.settings = settings;
        this.verdict = verdict;
    }

    Decision dispatch(ShardState state, Instant now) {
        if (state.queue().count() == 0) {
            return Decision.NOTHING;
        }
        var draft = new Decision.Draft();
        var batches = new BatchFormation(settings);
        FreeSlotPlacement placement = FreeSlotPlacement.over(state.workers());
        reserveForFenced(state, placement, now);
        for (PoolName pool : state.queue().pools()) {
            dispatch(draft, batches, placement, state, pool, now);
        }
        batches.batches().forEach(batch -> draft.write(record(batch, state.schedulerEpoch(), now)));
        return draft.done();
    }

    /// What was fenced comes back within milliseconds, and is older than what waits.
    private void reserveForFenced(ShardState state, FreeSlotPlacement placement, Instant now) {
        for (RequestId requestId : state.fencing()) {
            TrackedRequest tracked = state.find(requestId);
            if (tracked != null && verdict.on(tracked, now) == null) {
                var _ = placement.choose(tracked.request().pool());
            }
        }
    }

    private void dispatch(
            Decision.Draft draft,
            BatchFormation batches,
            FreeSlotPlacement placement,
            ShardState state,
            PoolName pool,
            Instant now) {
        for (Request request : state.queue().inOrder(pool)) {
            TrackedRequest tracked = state.find(request.requestId());
            if (tracked == null || verdict.on(tracked, now) != null) {
                continue;
            }
            Worker worker = placement.choose(pool);
            if (worker == null) {
                return;
            }
            if (tracked.state() instanceof Waiting(Claim claim) && claim == Claim.UNKNOWN) {
                long schedulerEpoch = state.schedulerEpoch();
                Endings.fence(draft, tracked, FenceReason.TAKEOVER, schedulerEpoch, now);
            } else {
                assign(draft, batches, tracked, worker, now);
            }
        }
    }

    private static void assign(
            Decision.Draft draft,
            BatchFormation batches,
            TrackedRequest tracked,
            Worker worker,
            Instant now) {
        Request request = tracked.request();
        int epoch = Math.max(1, tracked.epoch());
        draft.apply(
                new RequestAssigned(
                        request.requestId(),
                        worker.workerId(),
                        worker.incarnation(),
                        epoch,
                        now,
                        Duration.between(request.queuedAt(), now)));
        TokenHistory history = tracked.history();
        var assignment =
                new Assignment(
                        request.requestId(),
                        request.tenantId(),
                        request.pool(),
                        epoch,
                        request.spec(),
                        history.nextIndex(),
                        history.tokenIds(),
                        request.traceparent());
        batches.add(worker, assignment, request.sizeBytes());
    }

    /// A batch is the only one that ever starts with its first assignment, and so named after it.
    private static Outgoing record(Batch batch, long schedulerEpoch, Instant now) {
        Worker worker = batch.worker();
        Assignment first = batch.assignments().getFirst();
        var assigned =
                new BatchAssigned(
                        first.requestId() + "/assigned/" + first.epoch() + "/" + schedulerEpoch,
                        now,
                        worker.workerId(),
                        worker.incarnation(),
                        schedulerEpoch,
                        batch.assignments());
        return Outgoing.assignments(worker.assignmentPartition(), assigned);
    }
}

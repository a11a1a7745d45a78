package dev.sluice.scheduler.shard;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.scheduler.batching.BatchFormation;
import dev.sluice.scheduler.batching.BatchFormation.Batch;
import dev.sluice.scheduler.batching.BatchHold;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.lease.LeaseCheck;
import dev.sluice.scheduler.placement.FreeSlotPlacement;
import dev.sluice.scheduler.placement.Need;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.queueing.FairWalk;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.RequestState.Claim;
import dev.sluice.scheduler.shard.RequestState.Waiting;
import dev.sluice.scheduler.shard.ShardEvent.RequestAssigned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives waiting requests to free slots, pool by pool:
///
/// 1. Go through the queue in its order, and choose a worker for each, until either runs out. The
///    last slots of a pool that several tenants use are for those who have less than their share:
///    who comes now and then finds one free, however much another one sends.
/// 2. What would go to a worker now may wait for more to go with it.
/// 3. All that goes to one worker is one record.
/// 4. Where interactive requests are left over, batch requests may have to give way.
final class Dispatcher {
    private record Choice(TrackedRequest tracked, Worker worker) {}

    private final BatchingSettings batching;
    private final BatchHold hold;
    private final LeaseCheck leaseCheck;
    private final PlacementSettings reserve;
    private final Preemption preemption;
    private final Verdict verdict;

    Dispatcher(ShardSettings settings, Verdict verdict) {
        this.batching = settings.batching();
        this.hold = new BatchHold(batching);
        this.leaseCheck = new LeaseCheck(settings.lease());
        this.reserve = settings.placement();
        this.preemption = new Preemption(settings.placement().preemptionsMax());
        this.verdict = verdict;
    }

    Decision dispatch(ShardState state, Instant now) {
        if (state.queue().count() == 0) {
            return Decision.NOTHING;
        }
        var draft = new Decision.Draft();
        FreeSlotPlacement placement =
                FreeSlotPlacement.over(
                        state.workers(),
                        state.prefixes(),
                        worker -> leaseCheck.isStalled(worker, state.leaseTime()));
        reserveForFenced(state, placement, now);
        var batches = new BatchFormation(batching);
        for (PoolName pool : state.queue().pools()) {
            FairWalk walk = state.queue().walk(pool);
            List<Choice> choices = choose(draft, placement, state, pool, walk, now);
            assign(draft, batches, choices, now);
            preemption.preempt(draft, state, walk, pool, now);
        }
        batches.batches().forEach(batch -> draft.write(record(batch, state.schedulerEpoch(), now)));
        return draft.done();
    }

    /// What was fenced comes back within milliseconds, and is older than what waits; but who gave
    /// way stands back.
    private void reserveForFenced(ShardState state, FreeSlotPlacement placement, Instant now) {
        for (RequestId requestId : state.fencing()) {
            TrackedRequest tracked = state.find(requestId);
            if (tracked != null && !tracked.isPreempted() && verdict.on(tracked, now) == null) {
                var _ = placement.choose(Need.of(tracked.request()));
            }
        }
    }

    private List<Choice> choose(
            Decision.Draft draft,
            FreeSlotPlacement placement,
            ShardState state,
            PoolName pool,
            FairWalk walk,
            Instant now) {
        List<Choice> choices = new ArrayList<>();
        int slots = state.workers().slots(pool);
        int reserved = reserve.reserved(slots);
        for (Request next = walk.peek(); next != null; next = walk.peek()) {
            TrackedRequest tracked = state.find(next.requestId());
            if (tracked == null || verdict.on(tracked, now) != null) {
                walk.skip();
                continue;
            }
            int free = placement.freeSlots(pool);
            if (free > 0 && free <= reserved && walk.hasItsShare(slots)) {
                walk.skipTenant();
                continue;
            }
            Worker worker = placement.choose(Need.of(next));
            if (worker == null) {
                return choices;
            }
            if (tracked.state() instanceof Waiting(Claim claim) && claim == Claim.UNKNOWN) {
                Endings.fence(draft, tracked, FenceReason.TAKEOVER, state.schedulerEpoch(), now);
                walk.skip();
            } else {
                choices.add(new Choice(tracked, worker));
                walk.serve(tracked.promptTokensToCharge());
            }
        }
        return choices;
    }

    private void assign(
            Decision.Draft draft, BatchFormation batches, List<Choice> choices, Instant now) {
        Map<Worker, List<Choice>> byWorker = new LinkedHashMap<>();
        for (Choice choice : choices) {
            byWorker.computeIfAbsent(choice.worker(), _ -> new ArrayList<>()).add(choice);
        }
        byWorker.values().removeIf(together -> !isHeld(together, now));
        for (Choice choice : choices) {
            if (!byWorker.containsKey(choice.worker())) {
                assign(draft, batches, choice.tracked(), choice.worker(), now);
            }
        }
    }

    /// Who is in the middle of an answer does not wait for others.
    private boolean isHeld(List<Choice> together, Instant now) {
        Duration oldestWaited = Duration.ZERO;
        for (Choice choice : together) {
            if (choice.tracked().epoch() > 0) {
                return false;
            }
            Duration waited = Duration.between(choice.tracked().request().queuedAt(), now);
            oldestWaited = waited.compareTo(oldestWaited) > 0 ? waited : oldestWaited;
        }
        return hold.holds(together.getFirst().worker(), together.size(), oldestWaited);
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
        return Outgoing.assignments(worker.assignmentPartition(), worker.workerId(), assigned);
    }
}

package dev.sluice.scheduler.shard;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.shard.RequestState.Claim;
import dev.sluice.scheduler.shard.RequestState.Waiting;
import dev.sluice.scheduler.shard.ShardEvent.RequestAdopted;
import dev.sluice.scheduler.shard.ShardEvent.SchedulerEpochRaised;
import dev.sluice.scheduler.shard.ShardEvent.WorkerSeen;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes reports, and leaves with a worker what a former scheduler gave it: a takeover must not
/// disturb what runs.
final class WorkerIntake {
    private record Holding(WorkerReported report, int epoch) {}

    private WorkerIntake() {}

    static Decision take(ShardState state, WorkerReported report, Instant now) {
        if (state.workers().isOutdated(report)) {
            return Decision.NOTHING;
        }
        var draft = new Decision.Draft();
        draft.apply(new WorkerSeen(report, false));
        adopt(draft, state, List.of(report), now);
        return draft.done();
    }

    static Decision goLive(ShardState state, List<WorkerReported> lastReports, Instant now) {
        var draft = new Decision.Draft();
        long seen = lastReports.stream().mapToLong(WorkerReported::schedulerEpoch).max().orElse(0);
        if (seen >= state.schedulerEpoch()) {
            // The stored epoch was lost with the group's offsets: workers would refuse a lower one.
            draft.apply(
                    new SchedulerEpochRaised(Math.min(seen + 1, WorkerEvent.SCHEDULER_EPOCH_MAX)));
        }
        lastReports.forEach(report -> draft.apply(new WorkerSeen(report, true)));
        adopt(draft, state, currentStarts(lastReports), now);
        return draft.done();
    }

    private static List<WorkerReported> currentStarts(List<WorkerReported> lastReports) {
        Map<WorkerId, WorkerReported> current = new LinkedHashMap<>();
        lastReports.forEach(report -> current.put(report.workerId(), report));
        return List.copyOf(current.values());
    }

    private static void adopt(
            Decision.Draft draft, ShardState state, List<WorkerReported> reports, Instant now) {
        Map<RequestId, Holding> holdings = new LinkedHashMap<>();
        for (WorkerReported report : reports) {
            for (RunningSequence sequence : report.running()) {
                if (isAlive(report) && isAdoptable(state, sequence)) {
                    holdings.merge(
                            sequence.requestId(),
                            new Holding(report, sequence.epoch()),
                            (one, other) -> other.epoch() > one.epoch() ? other : one);
                }
            }
        }
        holdings.forEach((requestId, held) -> draft.apply(adoption(requestId, held, now)));
    }

    private static boolean isAlive(WorkerReported report) {
        return report.state() == State.READY || report.state() == State.DRAINING;
    }

    /// The claim of a request that is this scheduler's own is FENCED when it waits after a worker
    /// had it; whoever still lists it has an older epoch.
    private static boolean isAdoptable(ShardState state, RunningSequence sequence) {
        TrackedRequest tracked = state.find(sequence.requestId());
        return tracked != null
                && tracked.state() instanceof Waiting(Claim claim)
                && claim != Claim.FENCED
                && sequence.epoch() >= tracked.epoch()
                && TokenEvent.mayFollow(sequence.epoch(), tracked.epoch());
    }

    private static RequestAdopted adoption(RequestId requestId, Holding held, Instant now) {
        WorkerReported report = held.report();
        return new RequestAdopted(
                requestId, report.workerId(), report.incarnation(), held.epoch(), now);
    }
}

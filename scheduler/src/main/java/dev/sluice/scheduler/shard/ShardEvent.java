package dev.sluice.scheduler.shard;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.queueing.Urgency;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What happened to a shard. Not a record of any topic: the topics hold what led to it, and a
/// successor decides the same again.
public sealed interface ShardEvent {
    /// `inherited`: a former scheduler may have given it away.
    record RequestQueued(Request request, boolean inherited) implements ShardEvent {}

    /// It never waited: its end is written.
    record RequestRefused(RequestId requestId) implements ShardEvent {}

    record RequestAssigned(
            RequestId requestId,
            WorkerId workerId,
            String incarnation,
            int epoch,
            Instant at,
            Duration waited)
            implements ShardEvent {}

    /// A worker runs what a former scheduler gave it, and keeps it.
    record RequestAdopted(
            RequestId requestId, WorkerId workerId, String incarnation, int epoch, Instant at)
            implements ShardEvent {}

    record FenceWritten(RequestId requestId, int epoch, FenceReason reason) implements ShardEvent {}

    /// This scheduler's own fence was read back.
    record FenceTaken(RequestId requestId, int epoch) implements ShardEvent {}

    /// The scheduler's own end is on its way; `epoch` is its epoch.
    record EndWritten(RequestId requestId, int epoch) implements ShardEvent {}

    /// Somebody else's record of a higher epoch was read. `fence`: it takes the request from a
    /// worker.
    record RequestSuperseded(RequestId requestId, int epoch, boolean fence) implements ShardEvent {}

    record StartTaken(RequestId requestId, int promptTokens) implements ShardEvent {}

    record TokenTaken(RequestId requestId, int tokenId) implements ShardEvent {}

    /// Its end was read. `byWorker`: the worker that has it wrote the end, so its slot is free.
    record RequestEnded(RequestId requestId, boolean byWorker, Instant at) implements ShardEvent {}

    /// A request that this shard never queued has its end in the log.
    record EndRemembered(RequestId requestId) implements ShardEvent {}

    record CancelNoted(RequestId requestId, String reason) implements ShardEvent {}

    record UrgencyChanged(RequestId requestId, Urgency urgency) implements ShardEvent {}

    /// `weight` absent: the configured one.
    record WeightDefined(TenantId tenantId, @Nullable Integer weight) implements ShardEvent {}

    /// `history`: written before this scheduler listened.
    record WorkerSeen(WorkerReported report, boolean history) implements ShardEvent {}

    record WorkerLost(WorkerId workerId) implements ShardEvent {}

    record LeaseTimePassed(Duration elapsed) implements ShardEvent {}

    record SchedulerEpochRaised(long schedulerEpoch) implements ShardEvent {}
}

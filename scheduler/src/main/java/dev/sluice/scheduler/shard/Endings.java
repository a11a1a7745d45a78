package dev.sluice.scheduler.shard;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AssignmentEvent.AssignmentRevoked;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.Usage;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.lease.Lease;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.ShardEvent.EndWritten;
import dev.sluice.scheduler.shard.ShardEvent.FenceWritten;
import dev.sluice.scheduler.shard.ShardEvent.RequestRefused;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes what the scheduler has to say on `tokens`: fences and ends. A request that nobody ever
/// had ends at index 0; any other is fenced first, so that the index of its end is known.
final class Endings {
    private static final int FIRST_EPOCH = 1;

    private Endings() {}

    static void fence(
            Decision.Draft draft,
            TrackedRequest tracked,
            FenceReason reason,
            long schedulerEpoch,
            Instant now) {
        Request request = tracked.request();
        int epoch = tracked.fenceEpoch();
        draft.apply(new FenceWritten(request.requestId(), epoch, reason));
        var fence =
                new GenerationFenced(
                        fenceId(request.requestId(), epoch, schedulerEpoch),
                        request.requestId(),
                        request.tenantId(),
                        epoch,
                        now);
        draft.write(Outgoing.token(request.spec().streamPartition(), fence, request.traceparent()));
    }

    /// Names its writer: two schedulers may write the same epoch, and whose fence stands first in
    /// the log may use it.
    static String fenceId(RequestId requestId, int epoch, long schedulerEpoch) {
        return requestId + "/fence/" + epoch + "/" + schedulerEpoch;
    }

    /// Ends a request that nobody ever had, or whose fence of `epoch` was read back.
    static void end(
            Decision.Draft draft, TrackedRequest tracked, int epoch, Failure failure, Instant now) {
        Request request = tracked.request();
        TokenHistory history = tracked.history();
        int endEpoch = Math.max(FIRST_EPOCH, epoch);
        draft.apply(new EndWritten(request.requestId(), endEpoch));
        var end =
                finish(
                        request.requestId(),
                        request.tenantId(),
                        endEpoch,
                        history.nextIndex(),
                        failure,
                        history.usage(),
                        now);
        draft.write(Outgoing.token(request.spec().streamPartition(), end, request.traceparent()));
        if (failure.code() == ErrorCode.POISON_REQUEST) {
            draft.setAside(new DeadLetter(request, failure.message()));
        }
    }

    /// Tells the worker to stop with a request that is fenced at the same time. It may not hear it:
    /// what it writes on is refused by everyone anyway, but its slot is free the sooner.
    static void revoke(
            Decision.Draft draft,
            ShardState state,
            TrackedRequest tracked,
            Lease lease,
            Instant now) {
        Worker worker = state.workers().find(lease.workerId(), lease.incarnation());
        if (worker == null) {
            return;
        }
        int epoch = tracked.fenceEpoch();
        var revoked =
                new AssignmentRevoked(
                        tracked.requestId() + "/revoked/" + epoch + "/" + state.schedulerEpoch(),
                        now,
                        worker.workerId(),
                        worker.incarnation(),
                        state.schedulerEpoch(),
                        tracked.requestId(),
                        epoch);
        draft.write(Outgoing.assignments(worker.assignmentPartition(), worker.workerId(), revoked));
    }

    /// A worker that was fenced may still be busy with the request that has ended: it does not read
    /// `tokens`.
    static void stopWorker(
            Decision.Draft draft, Request request, GenerationFinished end, Instant now) {
        if (end.epoch() == FIRST_EPOCH) {
            return;
        }
        Failure failure = end.failure();
        var cancel =
                new CancelInference(
                        request.requestId() + "/ended/" + end.epoch(),
                        request.requestId(),
                        request.tenantId(),
                        now,
                        failure == null ? "ended" : failure.code().code());
        draft.write(Outgoing.control(cancel, request.traceparent()));
    }

    /// Ends a request that never was queued.
    static void refuse(
            Decision.Draft draft,
            RequestId requestId,
            TenantId tenantId,
            int streamPartition,
            @Nullable String traceparent,
            Failure failure,
            Instant now) {
        draft.apply(new RequestRefused(requestId));
        var end = finish(requestId, tenantId, FIRST_EPOCH, 0, failure, Usage.NONE, now);
        draft.write(Outgoing.token(streamPartition, end, traceparent));
    }

    private static GenerationFinished finish(
            RequestId requestId,
            TenantId tenantId,
            int epoch,
            int index,
            Failure failure,
            Usage usage,
            Instant now) {
        return new GenerationFinished(
                requestId + "/tokens/" + index + "/" + epoch,
                requestId,
                tenantId,
                epoch,
                index,
                now,
                SensitiveText.EMPTY,
                null,
                failure,
                usage);
    }
}

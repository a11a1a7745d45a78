package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `assignments`: from the scheduler to one worker. Key: the worker id; partition: the one
/// that the worker announced in its [WorkerEvent.WorkerReported].
public sealed interface AssignmentEvent extends Event {
    @Doc("A batch of requests goes to one worker, in one record.")
    record BatchAssigned(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("when it was assigned") Instant occurredAt,
            @Doc("the worker; others drop the record") WorkerId workerId,
            @Doc("the start of that worker which is meant; a later start drops the record")
                    String incarnation,
            @Doc("the scheduler's own epoch; a worker refuses one older than it has seen")
                    long schedulerEpoch,
            @Doc("the requests, in the order to start them") List<Assignment> assignments)
            implements AssignmentEvent {
        public BatchAssigned {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(workerId, "workerId");
            Checks.text("incarnation", incarnation, Checks.NAME_LENGTH_MAX);
            Checks.schedulerEpoch(schedulerEpoch);
            assignments = List.copyOf(assignments);
        }
    }

    @Doc("The worker must stop with a request: it was fenced, and what it writes on is void.")
    record AssignmentRevoked(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("when it was revoked") Instant occurredAt,
            @Doc("the worker; others drop the record") WorkerId workerId,
            @Doc("the start of that worker which is meant; a later start drops the record")
                    String incarnation,
            @Doc("the scheduler's own epoch; a worker refuses one older than it has seen")
                    long schedulerEpoch,
            @Doc("the request") RequestId requestId,
            @Doc("assignments of an older epoch than this end without a word") int epoch)
            implements AssignmentEvent {
        public AssignmentRevoked {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(workerId, "workerId");
            Checks.text("incarnation", incarnation, Checks.NAME_LENGTH_MAX);
            Checks.schedulerEpoch(schedulerEpoch);
            Objects.requireNonNull(requestId, "requestId");
            Checks.epoch(epoch);
        }
    }

    @Doc("One request of a batch.")
    record Assignment(
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("the pool that serves it") PoolName pool,
            @Doc("rises with every assignment of this request; the first is 1") int epoch,
            @Doc("what is asked for") InferenceSpec spec,
            @Doc("the index of the next tokens record; 0 for a request that has none")
                    int nextIndex,
            @Doc("ids of the tokens already in the log, oldest first; the worker goes on from them")
                    List<Integer> emittedTokenIds,
            @Doc("the W3C trace context of the request") @Nullable String traceparent) {
        public Assignment {
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(pool, "pool");
            Checks.epoch(epoch);
            Objects.requireNonNull(spec, "spec");
            Checks.notNegative("nextIndex", nextIndex);
            emittedTokenIds = List.copyOf(emittedTokenIds);
        }
    }
}

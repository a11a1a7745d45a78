package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Topic `workers`, compacted by worker id: a worker's state, at once on change and every 500 ms.
public sealed interface WorkerEvent extends Event {
    /// No scheduler is followed so often: a higher epoch is made up.
    long SCHEDULER_EPOCH_MAX = Checks.SCHEDULER_EPOCH_MAX;

    /// The life of one incarnation. Only READY takes new work.
    enum State {
        STARTING,
        READY,
        DRAINING,
        STOPPED
    }

    @Doc("A worker's heartbeat: what it is and what it runs.")
    record WorkerReported(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("when it was reported") Instant occurredAt,
            @Doc("the worker") WorkerId workerId,
            @Doc("this start of the worker; a new one means that the former is dead")
                    String incarnation,
            @Doc("STARTING, READY, DRAINING or STOPPED") State state,
            @Doc("the pool it serves") PoolName pool,
            @Doc("the partition of assignments that it reads") int assignmentPartition,
            @Doc("most tokens of prompt and answer together") int contextTokens,
            @Doc("sequences that it can run at once") int slots,
            @Doc("tokens that its KV cache can hold") long kvCacheTokens,
            @Doc("tokens in its KV cache") long kvCacheTokensUsed,
            @Doc("engine steps since its start: a figure that stands still under load is a hang")
                    long steps,
            @Doc("the newest scheduler epoch that it has seen") long schedulerEpoch,
            @Doc("what it runs or has queued") List<RunningSequence> running)
            implements WorkerEvent {
        public WorkerReported {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(workerId, "workerId");
            Checks.text("incarnation", incarnation, Checks.NAME_LENGTH_MAX);
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(pool, "pool");
            Checks.notNegative("assignmentPartition", assignmentPartition);
            Checks.notNegative("contextTokens", contextTokens);
            Checks.notNegative("slots", slots);
            Checks.schedulerEpoch(schedulerEpoch);
            running = List.copyOf(running);
        }
    }

    @Doc("One request on a worker.")
    record RunningSequence(
            @Doc("the request") RequestId requestId,
            @Doc("the epoch of its assignment") int epoch,
            @Doc("tokens generated so far") int generatedTokens) {
        public RunningSequence {
            Objects.requireNonNull(requestId, "requestId");
            Checks.epoch(epoch);
            Checks.notNegative("generatedTokens", generatedTokens);
        }
    }
}

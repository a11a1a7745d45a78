package dev.sluice.scheduler.shard;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.queueing.Request;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a shard is asked to decide about.
public sealed interface Command {
    /// A prompt that was written after this scheduler took the shard.
    record AdmitRequest(Request request) implements Command {}

    /// A prompt that a former scheduler may have read too. It was accepted, so it is never refused.
    record InheritRequest(Request request) implements Command {}

    /// A prompt that cannot be read but names its request.
    record RefuseMalformed(
            RequestId requestId, int streamPartition, String reason, @Nullable String traceparent)
            implements Command {}

    /// The next record of a partition of `tokens`.
    record TakeTokenEvent(TokenEvent event) implements Command {}

    /// The same before the shard decides: ends of requests that it does not know are remembered, so
    /// that late copies of their prompts are not run again.
    record RecallTokenEvent(TokenEvent event) implements Command {}

    record TakeControlEvent(ControlEvent event) implements Command {}

    /// A tenant's share from now on; absent: the configured one.
    record TakeWeight(TenantId tenantId, @Nullable Integer weight) implements Command {}

    /// A report that was written while this scheduler listened.
    record TakeReport(WorkerReported report) implements Command {}

    /// All that was written before the takeover is taken. `lastReports`: the last of each start of
    /// each worker, a worker's starts in their order.
    record GoLive(List<WorkerReported> lastReports) implements Command {
        public GoLive {
            lastReports = List.copyOf(lastReports);
        }
    }

    /// `workers` was read to its end, again after this much time.
    record PassLeaseTime(Duration elapsed) implements Command {}

    /// Takes requests from workers that are lost.
    record CheckLeases() implements Command {}

    /// Ends what is cancelled, too late or given up.
    record CheckEnds() implements Command {}

    /// Gives waiting requests to free slots.
    record Dispatch() implements Command {}
}

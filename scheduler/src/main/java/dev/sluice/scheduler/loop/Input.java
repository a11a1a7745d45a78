package dev.sluice.scheduler.loop;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What arrives at the loop. A shard is named by its partition of `prompts`.
public sealed interface Input {
    /// This process has the shard now; prompts from `nextOffset` up to the end at this moment
    /// follow, then [PromptsCaughtUp], and nothing more until it is resumed.
    record ShardAcquired(int shard, long nextOffset, long schedulerEpoch) implements Input {}

    /// Another process may have the shard as soon as `released` was called.
    record ShardRevoked(int shard, Runnable released) implements Input {}

    record PromptRead(
            int shard,
            long offset,
            Instant writtenAt,
            PromptMasked prompt,
            int sizeBytes,
            @Nullable String traceparent)
            implements Input {}

    /// A prompt that cannot be taken. `requestId` and `streamPartition` are absent where the record
    /// does not tell them.
    record PromptRejected(
            int shard,
            long offset,
            RejectedRecord rejected,
            @Nullable RequestId requestId,
            @Nullable Integer streamPartition,
            @Nullable String traceparent)
            implements Input {}

    record PromptsCaughtUp(int shard) implements Input {}

    record TokenRead(TokenEvent event) implements Input {}

    record ControlRead(ControlEvent event) implements Input {}

    /// What follows of `tokens` and `control` was asked for by this rewind, or is newer.
    record LogRewound(long rewind) implements Input {}

    /// All is read that stood in `tokens` and `control` when they were rewound.
    record LogCaughtUp(long rewind) implements Input {}

    record ReportRead(WorkerReported report) implements Input {}

    /// A tenant's share from now on; absent: the configured one.
    record WeightRead(TenantId tenantId, @Nullable Integer weight) implements Input {}

    /// `workers` and `tenants` were read up to their ends as they were at this time.
    record WorkersCaughtUp(Instant at) implements Input {}

    /// A record of `tokens`, `control`, `workers` or `tenants` that cannot be read.
    record RecordRejected(RejectedRecord rejected) implements Input {}
}

package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What does not change about a request while it is scheduled, but for its urgency.
///
/// `arrival` is the offset on the shard's partition of `prompts`: the order of arrival, and what
/// the commit waits for. `sizeBytes` is the size of that record: the memory that waiting costs, and
/// what it adds to a batch. `shape` is derived from `prompt`.
public record Request(
        PromptMasked prompt,
        PromptShape shape,
        Urgency urgency,
        long arrival,
        Instant queuedAt,
        int sizeBytes,
        @Nullable String traceparent) {
    public static Request of(
            PromptMasked prompt,
            long arrival,
            Instant queuedAt,
            int sizeBytes,
            @Nullable String traceparent) {
        InferenceSpec spec = prompt.spec();
        return new Request(
                prompt,
                PromptShape.of(prompt.tenantId(), spec.prompt()),
                new Urgency(spec.priority(), spec.deadline()),
                arrival,
                queuedAt,
                sizeBytes,
                traceparent);
    }

    public Request withUrgency(Urgency changed) {
        return new Request(prompt, shape, changed, arrival, queuedAt, sizeBytes, traceparent);
    }

    public RequestId requestId() {
        return prompt.requestId();
    }

    public TenantId tenantId() {
        return prompt.tenantId();
    }

    public PoolName pool() {
        return prompt.pool();
    }

    public InferenceSpec spec() {
        return prompt.spec();
    }
}

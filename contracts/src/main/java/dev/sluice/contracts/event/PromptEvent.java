package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `prompts`: what masking lets through to the scheduler and to audit. Key: the pool, so that
/// one scheduler shard sees all that waits for the same workers.
public sealed interface PromptEvent extends Event {
    @Doc("A request's prompt is masked: it may be scheduled.")
    record PromptMasked(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was masked") Instant occurredAt,
            @Doc("the workers that may serve it") PoolName pool,
            @Doc("what is asked for, prompt masked") InferenceSpec spec,
            @Doc("what was masked in the prompt: entity type to count")
                    Map<String, Integer> findings,
            @Doc(
                            "the policy it was masked by: the first 16 hex digits of its text's"
                                    + " SHA-256; absent: the default")
                    @Nullable String policy)
            implements PromptEvent {
        public PromptMasked {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(spec, "spec");
            findings = Map.copyOf(findings);
        }

        /// A prompt that was masked by the default policy.
        public PromptMasked(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                Instant occurredAt,
                PoolName pool,
                InferenceSpec spec,
                Map<String, Integer> findings) {
            this(eventId, requestId, tenantId, occurredAt, pool, spec, findings, null);
        }
    }
}

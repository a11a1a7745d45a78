package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;

/// Topic `quotas`: what tenants with limits ask for and give back, from gateways to gateways. Key:
/// the tenant id, so that one tenant's records have one order; the broker stamps them. Whether a
/// request is within its tenant's limits follows from the records before its own, so every gateway
/// comes to the same answer.
public sealed interface QuotaEvent extends Event {
    /// A prompt and an answer, each as long as can be told.
    double TOKENS_MAX = 2.0 * Integer.MAX_VALUE;

    RequestId requestId();

    TenantId tenantId();

    @Doc("A request wants to be let in. It counts, or not, by what stands before it.")
    record AllowanceRequested(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was asked for") Instant occurredAt,
            @Doc("tokens that it may take, prompt and answer, as estimated") long estimatedTokens,
            @Doc("whether its answer is streamed") boolean streamed,
            @Doc("the limits that it is held to") QuotaLimits limits)
            implements QuotaEvent {
        public AllowanceRequested {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.within("estimatedTokens", (double) estimatedTokens, 0, TOKENS_MAX);
            Objects.requireNonNull(limits, "limits");
        }
    }

    @Doc("A request that was let in has ended.")
    record AllowanceSettled(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it was") TenantId tenantId,
            @Doc("when it ended") Instant occurredAt,
            @Doc("tokens that it took, prompt and answer") long tokens)
            implements QuotaEvent {
        public AllowanceSettled {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.within("tokens", (double) tokens, 0, TOKENS_MAX);
        }
    }

    @Doc(
            "A request that was asked for is none: it was refused, or not published. It does not"
                    + " count.")
    record AllowanceWithdrawn(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it was") TenantId tenantId,
            @Doc("when it was withdrawn") Instant occurredAt)
            implements QuotaEvent {
        public AllowanceWithdrawn {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
        }
    }
}

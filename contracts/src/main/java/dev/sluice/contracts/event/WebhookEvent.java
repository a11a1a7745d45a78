package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.Identifier;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `webhooks`: calls that endpoints of tenants are to get, and how those went; from and to
/// gateways. Key: the tenant, so that one gateway makes all of a tenant's calls.
///
/// What is due and has no end yet is to be done: whoever reads a tenant's records from the oldest
/// such one on knows all that anybody knows.
public sealed interface WebhookEvent extends Event {
    TenantId tenantId();

    /// The endpoint, [TenantEvent.WebhookDefined#webhookId].
    String webhookId();

    /// The id that the endpoint sees, the same in each attempt; two endpoints of a tenant see the
    /// same id.
    String callId();

    /// Names one call of one endpoint.
    default String deliveryId() {
        return webhookId() + "/" + callId();
    }

    @Doc("Something ended of which an endpoint wants to hear.")
    record CallDue(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("whose endpoint it is") TenantId tenantId,
            @Doc("when what it tells of ended") Instant occurredAt,
            @Doc("the endpoint") String webhookId,
            @Doc("the id that the endpoint sees, the same in each attempt") String callId,
            @Doc("what happened") WebhookType happened,
            @Doc("the response or batch that it happened to") ObjectId objectId)
            implements WebhookEvent {
        public CallDue {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Identifier.checked("webhook id", webhookId);
            Identifier.checked("call id", callId);
            Objects.requireNonNull(happened, "happened");
            Objects.requireNonNull(objectId, "objectId");
        }
    }

    @Doc("An attempt to call failed, and there will be another.")
    record CallFailed(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("whose endpoint it is") TenantId tenantId,
            @Doc("when it failed") Instant occurredAt,
            @Doc("the endpoint") String webhookId,
            @Doc("the id that the endpoint sees") String callId,
            @Doc("how many attempts were made so far") int attempts,
            @Doc("not before then the next one") Instant nextAt,
            @Doc("why; quotes nothing of the answer") String reason)
            implements WebhookEvent {
        public CallFailed {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Identifier.checked("webhook id", webhookId);
            Identifier.checked("call id", callId);
            Checks.positive("attempts", attempts);
            Objects.requireNonNull(nextAt, "nextAt");
            Checks.text("reason", reason, Checks.NAME_LENGTH_MAX);
        }
    }

    @Doc("A call is over: no further attempt.")
    record CallEnded(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("whose endpoint it is") TenantId tenantId,
            @Doc("when it ended") Instant occurredAt,
            @Doc("the endpoint") String webhookId,
            @Doc("the id that the endpoint sees") String callId,
            @Doc(
                            "DELIVERED, ABANDONED (there is a dead letter) or WITHDRAWN (the"
                                    + " endpoint is no more)")
                    Outcome outcome,
            @Doc("why; absent: it was delivered") @Nullable String reason)
            implements WebhookEvent {
        public CallEnded {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Identifier.checked("webhook id", webhookId);
            Identifier.checked("call id", callId);
            Objects.requireNonNull(outcome, "outcome");
            if (reason != null) {
                Checks.text("reason", reason, Checks.NAME_LENGTH_MAX);
            }
        }
    }

    /// How a call ended.
    enum Outcome {
        DELIVERED,
        ABANDONED,
        WITHDRAWN
    }
}

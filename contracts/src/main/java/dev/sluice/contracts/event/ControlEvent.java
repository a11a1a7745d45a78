package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;

/// Topic `control`: commands about running requests, from gateways to scheduler and workers. Key:
/// the request id. Low volume, so everyone reads all of it.
public sealed interface ControlEvent extends Event {
    RequestId requestId();

    TenantId tenantId();

    @Doc("End a request now, wherever it is.")
    record CancelInference(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was commanded") Instant occurredAt,
            @Doc("who asked: client, disconnect or administrator") String reason)
            implements ControlEvent {
        public CancelInference {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.text("reason", reason, Checks.NAME_LENGTH_MAX);
        }
    }

    @Doc("Give a request another deadline.")
    record ChangeDeadline(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was commanded") Instant occurredAt,
            @Doc("the new deadline") Instant deadline)
            implements ControlEvent {
        public ChangeDeadline {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(deadline, "deadline");
        }
    }

    @Doc("Give a request another priority.")
    record ChangePriority(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was commanded") Instant occurredAt,
            @Doc("the new priority") Priority priority)
            implements ControlEvent {
        public ChangePriority {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(priority, "priority");
        }
    }
}

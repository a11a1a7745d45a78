package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `events`: what happens at the edges of the mesh, from all services to audit. Key: the
/// tenant id.
public sealed interface MeshEvent extends Event {
    @Doc("A request was let in.")
    record RequestAccepted(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was accepted") Instant occurredAt,
            @Doc("method and route, for example POST /v1/chat/completions") String route,
            @Doc("the id of the API key, never the key") String keyId)
            implements MeshEvent {
        public RequestAccepted {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.text("route", route, Checks.ROUTE_LENGTH_MAX);
            Checks.text("keyId", keyId, Checks.NAME_LENGTH_MAX);
        }
    }

    @Doc("A request was turned away.")
    record RequestRefused(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is; absent when the key names nobody")
                    @Nullable TenantId tenantId,
            @Doc("when it was refused") Instant occurredAt,
            @Doc("method and route, for example POST /v1/chat/completions") String route,
            @Doc("the id of the API key, never the key; absent when there is none")
                    @Nullable String keyId,
            @Doc("why, as the catalogue names it") ErrorCode code)
            implements MeshEvent {
        public RequestRefused {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.text("route", route, Checks.ROUTE_LENGTH_MAX);
            Objects.requireNonNull(code, "code");
        }
    }

    @Doc("Somebody with the scope admin changed something.")
    record AdminActed(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request that did it") RequestId requestId,
            @Doc("whose things were changed; the administrator's own where nobody's")
                    TenantId tenantId,
            @Doc("when it was done") Instant occurredAt,
            @Doc("method and route, for example POST /admin/v1/keys") String route,
            @Doc("the id of the API key, never the key") String keyId,
            @Doc("what was changed, for example key_1f3a") String target)
            implements MeshEvent {
        public AdminActed {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.text("route", route, Checks.ROUTE_LENGTH_MAX);
            Checks.text("keyId", keyId, Checks.NAME_LENGTH_MAX);
            Checks.text("target", target, Checks.NAME_LENGTH_MAX);
        }
    }
}

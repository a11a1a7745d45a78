package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;

/// Topic `requests`: raw prompts, from gateways and any producer to masking. Key: the request id;
/// partition: [InferenceSpec#streamPartition], so that masking, which owns the same partition of
/// `tokens`, sees one request in one place.
public sealed interface RequestEvent extends Event {
    @Doc("A request was accepted. Written once, before the client holds its id.")
    record InferenceRequested(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it was accepted") Instant occurredAt,
            @Doc("what is asked for, prompt in clear") InferenceSpec spec)
            implements RequestEvent {
        public InferenceRequested {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(spec, "spec");
        }
    }
}

package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `tenants`, compacted by tenant id: from the gateway's admin API to all.
public sealed interface TenantEvent extends Event {
    @Doc("A tenant as it stands from now on.")
    record TenantDefined(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the tenant") TenantId tenantId,
            @Doc("when it was defined") Instant occurredAt,
            @Doc("share of the mesh against other tenants; 1 is usual") int weight,
            @Doc("requests a minute; absent: no limit") @Nullable Integer requestsPerMinute,
            @Doc("tokens a minute; absent: no limit") @Nullable Integer tokensPerMinute,
            @Doc("requests at once; absent: no limit") @Nullable Integer runningRequests)
            implements TenantEvent {
        public TenantDefined {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.positive("weight", weight);
        }
    }
}

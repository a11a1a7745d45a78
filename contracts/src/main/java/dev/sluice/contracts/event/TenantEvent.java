package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `tenants`, compacted: from the gateway's admin API to all. Key: [#recordKey], for a tenant
/// is defined by more than one record, and compaction keeps one record of each key.
public sealed interface TenantEvent extends Event {
    TenantId tenantId();

    /// The record key: the tenant id, and behind a slash (which no id has) what is defined.
    String recordKey();

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
        public static final int WEIGHT_MAX = 1_000;

        public TenantDefined {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.within("weight", weight, 1, WEIGHT_MAX);
        }

        @Override
        public String recordKey() {
            return tenantId.value();
        }
    }

    @Doc("How a tenant's prompts and answers are masked from now on.")
    record MaskingPolicyDefined(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the tenant") TenantId tenantId,
            @Doc("when it was defined") Instant occurredAt,
            @Doc("the model name, as clients send it, that it is for; absent: all that have none")
                    @Nullable String model,
            @Doc("the policy file, JSON; absent: none of its own from now on")
                    @Nullable SensitiveText policy)
            implements TenantEvent {
        /// It travels with each of the tenant's requests.
        public static final int POLICY_LENGTH_MAX = 64 * 1024;

        public MaskingPolicyDefined {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            if (model != null) {
                Checks.within("model length", model.length(), 1, InferenceSpec.MODEL_LENGTH_MAX);
            }
            if (policy != null) {
                Checks.within("policy length", policy.value().length(), 1, POLICY_LENGTH_MAX);
            }
        }

        @Override
        public String recordKey() {
            String key = tenantId + "/masking";
            return model == null ? key : key + "/" + model;
        }
    }
}

package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.Identifier;
import dev.sluice.contracts.Scope;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
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
            @Doc("requests at once; absent: no limit") @Nullable Integer runningRequests,
            @Doc("streamed requests at once; absent: no limit") @Nullable Integer streams,
            @Doc("tokens that may be spent altogether; absent: no limit")
                    @Nullable Long tokenBudget)
            implements TenantEvent {
        public static final int WEIGHT_MAX = 1_000;

        public TenantDefined {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.within("weight", weight, 1, WEIGHT_MAX);
            var _ =
                    new QuotaLimits(
                            requestsPerMinute,
                            tokensPerMinute,
                            runningRequests,
                            streams,
                            tokenBudget);
        }

        /// A tenant that nothing is held against.
        public static TenantDefined unlimited(String eventId, TenantId tenantId, Instant now) {
            return new TenantDefined(eventId, tenantId, now, 1, null, null, null, null, null);
        }

        public QuotaLimits limits() {
            return new QuotaLimits(
                    requestsPerMinute, tokensPerMinute, runningRequests, streams, tokenBudget);
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

    @Doc("An API key as it stands from now on. The key itself is nowhere but with its holder.")
    record KeyDefined(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("whose key it is") TenantId tenantId,
            @Doc("when it was defined") Instant occurredAt,
            @Doc("the id of the key, which is no secret") String keyId,
            @Doc("SHA-256 of the key, 64 lower-case hexadecimal digits") String hash,
            @Doc("what it may be used for") List<Scope> scopes,
            @Doc("address ranges (CIDR) it may be used from; empty: from anywhere")
                    List<String> allowedIps,
            @Doc("when it stops to work; absent: never") @Nullable Instant expiresAt)
            implements TenantEvent {
        public static final int ALLOWED_IPS_MAX = 100;
        private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

        public KeyDefined {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Identifier.checked("key id", keyId);
            if (!SHA_256.matcher(hash).matches()) {
                throw new IllegalArgumentException("hash is no SHA-256 in hexadecimal digits");
            }
            scopes = List.copyOf(scopes);
            if (scopes.isEmpty()) {
                throw new IllegalArgumentException("scopes is empty, at least 1 is needed");
            }
            allowedIps = List.copyOf(allowedIps);
            Checks.within("allowedIps count", allowedIps.size(), 0, ALLOWED_IPS_MAX);
        }

        @Override
        public String recordKey() {
            return recordKeyOf(tenantId, keyId);
        }

        static String recordKeyOf(TenantId tenantId, String keyId) {
            return tenantId + "/key/" + keyId;
        }
    }

    @Doc("An API key opens nothing from now on. Stands in the place of its definition.")
    record KeyRevoked(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("whose key it was") TenantId tenantId,
            @Doc("when it was revoked") Instant occurredAt,
            @Doc("the id of the key, which is no secret") String keyId)
            implements TenantEvent {
        public KeyRevoked {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Identifier.checked("key id", keyId);
        }

        @Override
        public String recordKey() {
            return KeyDefined.recordKeyOf(tenantId, keyId);
        }
    }

    @Doc("An endpoint of a tenant's that is called when something ends. A tombstone takes it away.")
    record WebhookDefined(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("whose endpoint it is") TenantId tenantId,
            @Doc("when it was defined; it hears of what ends from then on") Instant occurredAt,
            @Doc("the id of the endpoint") String webhookId,
            @Doc("where it is called, http or https") SensitiveText url,
            @Doc("what it wants to hear of") List<WebhookType> types,
            @Doc("the secret that its calls are signed with, sealed for the tenant") String secret)
            implements TenantEvent {
        public static final int URL_LENGTH_MAX = 2_048;

        public WebhookDefined {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Identifier.checked("webhook id", webhookId);
            Checks.within("url length", url.value().length(), 1, URL_LENGTH_MAX);
            types = List.copyOf(types);
            Checks.within("type count", types.size(), 1, WebhookType.values().length);
            Checks.text("secret", secret, Checks.EVENT_ID_LENGTH_MAX);
        }

        @Override
        public String recordKey() {
            return tenantId + "/webhook/" + webhookId;
        }
    }

    @Doc("What a tenant has spent of its budget, so that no gateway has to read it all again.")
    record TokensSpent(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the tenant") TenantId tenantId,
            @Doc("the broker's time of the last record that is counted in") Instant occurredAt,
            @Doc("tokens spent since the tenant began") long tokens,
            @Doc("the offset of the last record of quotas that is counted in") long offset)
            implements TenantEvent {
        public TokensSpent {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.notNegativeIfSet("tokens", tokens);
            Checks.notNegativeIfSet("offset", offset);
        }

        @Override
        public String recordKey() {
            return tenantId + "/spent";
        }
    }
}

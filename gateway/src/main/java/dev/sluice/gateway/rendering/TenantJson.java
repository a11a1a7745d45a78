package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.KeyRevoked;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tenants and keys as administrators see them. A key is in one answer only: that to its issue.
public final class TenantJson {
    private TenantJson() {}

    public static String tenant(TenantDefined tenant) {
        JsonText json = new JsonText();
        append(json, tenant);
        return json.toString();
    }

    public static String tenants(List<TenantDefined> tenants) {
        JsonText json = new JsonText().object().name("object").text("list").name("data").array();
        tenants.forEach(tenant -> append(json, tenant));
        return json.endArray().endObject().toString();
    }

    private static void append(JsonText json, TenantDefined tenant) {
        json.object().name("object").text("tenant").name("id").text(tenant.tenantId().value());
        json.name("weight").number(tenant.weight()).name("quotas").object();
        limit(json, "requests_per_minute", tenant.requestsPerMinute());
        limit(json, "tokens_per_minute", tenant.tokensPerMinute());
        limit(json, "running_requests", tenant.runningRequests());
        limit(json, "streams", tenant.streams());
        limit(json, "token_budget", tenant.tokenBudget());
        json.endObject().endObject();
    }

    private static void limit(JsonText json, String name, @Nullable Number limit) {
        json.name(name);
        if (limit == null) {
            json.text(null);
        } else {
            json.number(limit.longValue());
        }
    }

    /// `apiKey`: the key itself, right after it was made.
    public static String issued(KeyDefined key, String apiKey, Instant now) {
        JsonText json = new JsonText().object();
        json.name("object").text("api_key").name("id").text(key.keyId()).name("key").text(apiKey);
        append(json, key, now);
        return json.endObject().toString();
    }

    public static String keys(List<TenantEvent> keys, Instant now) {
        JsonText json = new JsonText().object().name("object").text("list").name("data").array();
        for (TenantEvent event : keys) {
            switch (event) {
                case KeyDefined key -> {
                    json.object().name("object").text("api_key").name("id").text(key.keyId());
                    append(json, key, now);
                    json.endObject();
                }
                case KeyRevoked key -> append(json, key);
                case TenantDefined _,
                        TenantEvent.MaskingPolicyDefined _,
                        TenantEvent.TokensSpent _,
                        TenantEvent.WebhookDefined _ -> {}
            }
        }
        return json.endArray().endObject().toString();
    }

    private static void append(JsonText json, KeyDefined key, Instant now) {
        Instant expiresAt = key.expiresAt();
        boolean isExpired = expiresAt != null && !now.isBefore(expiresAt);
        json.name("tenant").text(key.tenantId().value());
        json.name("status").text(isExpired ? "expired" : "active").name("scopes").array();
        key.scopes().forEach(scope -> json.text(scope.label()));
        json.endArray().name("allowed_ips").array();
        key.allowedIps().forEach(json::text);
        json.endArray().name("created_at").text(key.occurredAt().toString());
        json.name("expires_at").text(expiresAt == null ? null : expiresAt.toString());
    }

    private static void append(JsonText json, KeyRevoked key) {
        json.object().name("object").text("api_key").name("id").text(key.keyId());
        json.name("tenant").text(key.tenantId().value()).name("status").text("revoked");
        json.name("revoked_at").text(key.occurredAt().toString()).endObject();
    }

    public static String revoked(String keyId) {
        return new JsonText()
                .object()
                .name("object")
                .text("api_key")
                .name("id")
                .text(keyId)
                .name("deleted")
                .flag(true)
                .endObject()
                .toString();
    }
}

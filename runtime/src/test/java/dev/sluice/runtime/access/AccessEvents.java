package dev.sluice.runtime.access;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.KeyRevoked;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records of `tenants` for tests.
final class AccessEvents {
    static final TenantId ACME = new TenantId("acme");
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private AccessEvents() {}

    static KeyDefined key(String keyId, String apiKey, Scope... scopes) {
        return key(ACME, keyId, apiKey, List.of(), null, scopes);
    }

    static KeyDefined key(
            TenantId tenant,
            String keyId,
            String apiKey,
            List<String> allowedIps,
            @Nullable Instant expiresAt,
            Scope... scopes) {
        return new KeyDefined(
                keyId + "/1",
                tenant,
                NOON,
                keyId,
                AccessDirectory.hashOf(apiKey),
                List.of(scopes),
                allowedIps,
                expiresAt);
    }

    static KeyRevoked revoked(String keyId) {
        return new KeyRevoked(keyId + "/2", ACME, NOON, keyId);
    }
}

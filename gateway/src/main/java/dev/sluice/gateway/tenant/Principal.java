package dev.sluice.gateway.tenant;

import dev.sluice.contracts.TenantId;
import java.util.Objects;
import java.util.Set;

/// The caller as its key names it. `keyId` goes into records and logs, the key itself never does.
public record Principal(TenantId tenantId, String keyId, Set<Scope> scopes) {
    public Principal {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(keyId, "keyId");
        scopes = Set.copyOf(scopes);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}

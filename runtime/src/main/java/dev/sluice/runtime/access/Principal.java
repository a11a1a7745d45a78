package dev.sluice.runtime.access;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// The caller as its key names it. `keyId` goes into records and logs, the key itself never does.
/// `isActing`: an administrator who acts for the tenant.
public record Principal(TenantId tenantId, String keyId, Set<Scope> scopes, boolean isActing) {
    private static final String ADMINISTRATORS_KEY_ID = "admin";

    /// The holder of `admin.key`: all scopes, no quota.
    public static final Principal ADMINISTRATOR =
            new Principal(TenantId.DEFAULT, ADMINISTRATORS_KEY_ID, EnumSet.allOf(Scope.class));

    public Principal {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(keyId, "keyId");
        scopes = Set.copyOf(scopes);
    }

    public Principal(TenantId tenantId, String keyId, Set<Scope> scopes) {
        this(tenantId, keyId, scopes, false);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /// Whether it is the administrator on its own account, whom no quota holds.
    public boolean isAdministrator() {
        return equals(ADMINISTRATOR);
    }

    /// The same key, acting for a tenant.
    public Principal actingFor(TenantId tenant) {
        return new Principal(tenant, keyId, scopes, true);
    }
}

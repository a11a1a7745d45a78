package dev.sluice.audit.http;

import dev.sluice.audit.store.AuditStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when the database answers. Never part of liveness: a restart does not bring one back.
@Readiness
@Singleton
public final class AuditReadiness implements HealthCheck {
    private final AuditStore store;

    @Inject
    AuditReadiness(AuditStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("audit database").status(store.isReachable()).build();
    }
}

package dev.sluice.runtime.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Not ready before the keys are known: their holders would be turned away.
@Readiness
@ApplicationScoped
class AccessReadiness implements HealthCheck {
    private final AccessBook book;

    AccessReadiness(AccessBook book) {
        this.book = book;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tenants and keys").status(book.isComplete()).build();
    }
}

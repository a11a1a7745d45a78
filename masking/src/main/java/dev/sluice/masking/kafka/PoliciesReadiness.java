package dev.sluice.masking.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Not ready before all policies are known. A bean of its own, for the annotation is a qualifier.
@Readiness
@ApplicationScoped
public class PoliciesReadiness implements HealthCheck {
    private final Policies policies;

    @Inject
    PoliciesReadiness(Policies policies) {
        this.policies = policies;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("masking policies").status(policies.areComplete()).build();
    }
}

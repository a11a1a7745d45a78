package dev.sluice.scheduler;

import dev.sluice.scheduler.loop.LoopStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// Live: the threads run. Ready: the loop steps, and every shard that this process has decides; one
/// that has none stands by, which is ready too.
final class SchedulerHealth {
    /// A loop that waits longer for a broker schedules nothing.
    private static final Duration STEP_AGE_MAX = Duration.ofSeconds(10);

    private SchedulerHealth() {}

    @Liveness
    @ApplicationScoped
    static class Live implements HealthCheck {
        private final SchedulerService service;

        Live(SchedulerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("scheduler threads")
                    .status(service.isRunning())
                    .build();
        }
    }

    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final SchedulerService service;

        Ready(SchedulerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            LoopStatus status = service.status();
            boolean steps = status.steppedAt().isAfter(Instant.now().minus(STEP_AGE_MAX));
            return HealthCheckResponse.named("scheduler")
                    .status(service.isRunning() && steps && !status.isRecovering())
                    .withData("shards", status.shards())
                    .withData("liveShards", status.liveShards())
                    .withData("waiting", status.waitingCount())
                    .build();
        }
    }
}

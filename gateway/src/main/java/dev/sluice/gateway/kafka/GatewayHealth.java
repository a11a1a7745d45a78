package dev.sluice.gateway.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// The gateway's part of `/health`. Whether the brokers can be reached is told by the messaging
/// channels' own checks.
final class GatewayHealth {
    private GatewayHealth() {}

    /// It can take requests: a partition is read, and the models are known.
    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final GatewayKafka kafka;

        Ready(GatewayKafka kafka) {
            this.kafka = kafka;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("gateway").status(kafka.isReady()).build();
        }
    }

    /// Its loops turn.
    @Liveness
    @ApplicationScoped
    static class Alive implements HealthCheck {
        private final GatewayKafka kafka;
        private final GatewayTables tables;
        private final GatewayBatches batches;
        private final GatewayIntake intake;
        private final GatewayWebhooks webhooks;

        Alive(
                GatewayKafka kafka,
                GatewayTables tables,
                GatewayBatches batches,
                GatewayIntake intake,
                GatewayWebhooks webhooks) {
            this.kafka = kafka;
            this.tables = tables;
            this.batches = batches;
            this.intake = intake;
            this.webhooks = webhooks;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("gateway loops")
                    .status(
                            kafka.isAlive()
                                    && tables.isAlive()
                                    && batches.isAlive()
                                    && intake.isAlive()
                                    && webhooks.isAlive())
                    .build();
        }
    }
}

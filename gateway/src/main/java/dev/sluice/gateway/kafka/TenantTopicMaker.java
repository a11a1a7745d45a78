package dev.sluice.gateway.kafka;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.kafka.TopicAdmin;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeoutException;

/// Makes the topics that are tenants' own; waits for the brokers. Any thread that may wait.
final class TenantTopicMaker implements IntakeTopics.Maker {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final TopicAdmin admin;

    TenantTopicMaker(KafkaSettings settings) {
        this.admin = new TopicAdmin(settings);
    }

    @Override
    public void ensure(Collection<TenantId> tenants) throws InterruptedException {
        try {
            admin.ensureTopics(tenants, PATIENCE);
        } catch (TimeoutException | IllegalStateException e) {
            throw new SluiceException(
                    ErrorCode.MESH_UNAVAILABLE, "the brokers did not make a tenant's topics", e);
        }
    }
}

package dev.sluice.scheduler;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.scheduler.kafka.SchedulerProcess;
import dev.sluice.scheduler.loop.LoopSettings;
import dev.sluice.scheduler.loop.LoopStatus;
import dev.sluice.scheduler.shard.ShardSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;

/// Runs one scheduler as long as the application runs.
@ApplicationScoped
class SchedulerService {
    private final SchedulerProcess process;

    SchedulerService(
            KafkaSettings kafka,
            EventCodec codec,
            QueueingConfig queueing,
            BatchingConfig batching,
            PlacementConfig placement,
            LeaseConfig lease,
            KafkaConfig kafkaConfig,
            MeterRegistry registry) {
        var shard =
                new ShardSettings(
                        queueing.settings(),
                        batching.settings(),
                        placement.settings(),
                        lease.settings());
        var settings =
                new LoopSettings(shard, kafkaConfig.sessionTimeout(), kafkaConfig.rewindMargin());
        process =
                new SchedulerProcess(
                        kafka,
                        codec,
                        settings,
                        new SchedulerMetrics(registry),
                        InstantSource.system());
        Gauge.builder("sluice.num.requests.waiting", this, s -> s.status().waitingCount())
                .description("Requests that wait for a slot")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        process.start();
    }

    void stop(@Observes ShutdownEvent event) {
        process.close();
    }

    boolean isRunning() {
        return process.isRunning();
    }

    LoopStatus status() {
        return process.status();
    }
}

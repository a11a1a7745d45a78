package dev.sluice.worker.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.worker.serving.RemoteSettings;
import dev.sluice.worker.serving.ServedModel;
import dev.sluice.worker.serving.SimulatedSettings;
import dev.sluice.worker.serving.WorkerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The worker's life: loads the model once, keeps an [Incarnation] alive, drains at the end. A
/// model that cannot be loaded fails the start of the process.
@Readiness
@ApplicationScoped
public class WorkerService implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerService.class);

    private final WorkerSettings settings;
    private final SimulatedSettings simulated;
    private final RemoteSettings remote;
    private final KafkaSettings kafka;
    private final EventCodec codec;
    private final MeterRegistry registry;

    /// Makes and replaces incarnations, one at a time.
    private final ExecutorService keeper =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("worker-keeper").daemon().factory());

    /// Written by the keeper's thread.
    private volatile @Nullable Incarnation incarnation;

    private @Nullable ServedModel model;
    private @Nullable StepMetrics steps;
    private volatile boolean stopping;

    @Inject
    WorkerService(
            WorkerSettings settings,
            SimulatedSettings simulated,
            RemoteSettings remote,
            KafkaSettings kafka,
            EventCodec codec,
            MeterRegistry registry) {
        this.settings = settings;
        this.simulated = simulated;
        this.remote = remote;
        this.kafka = kafka;
        this.codec = codec;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        ServedModel loaded = ServedModel.load(Home.open(), settings, simulated, remote);
        model = loaded;
        long kvCacheTokens = (long) loaded.contextTokens() * loaded.slotCount();
        steps = new StepMetrics(registry, loaded.slotCount(), kvCacheTokens);
        keeper.execute(() -> begin(loaded));
    }

    void stop(@Observes @Priority(100) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        keeper.shutdown();
        Incarnation last = incarnation;
        if (last != null) {
            last.drain(settings.drain());
            last.close();
        }
        if (model != null) {
            model.close();
        }
    }

    @Override
    public HealthCheckResponse call() {
        Incarnation current = incarnation;
        return HealthCheckResponse.named("gpu-worker " + settings.id())
                .status(current != null && current.isReady())
                .build();
    }

    private void begin(ServedModel loaded) {
        try {
            StepMetrics metrics = Objects.requireNonNull(steps);
            var slot = new Replacement();
            slot.current = new Incarnation(loaded, settings, kafka, codec, metrics, slot::broken);
            incarnation = slot.current;
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("worker cannot start, tries again");
            again(loaded);
        }
    }

    private void again(ServedModel loaded) {
        if (!stopping) {
            keeper.execute(() -> begin(loaded));
        }
    }

    /// Ends a broken incarnation once, on the keeper's thread, and begins the next.
    private final class Replacement {
        private volatile @Nullable Incarnation current;
        private final AtomicBoolean isBroken = new AtomicBoolean();

        void broken(Throwable cause) {
            if (stopping || !isBroken.compareAndSet(false, true)) {
                return;
            }
            LOG.atError().setCause(cause).log("worker incarnation is broken and gets replaced");
            keeper.execute(() -> {
                Incarnation former = current;
                if (former != null) {
                    former.close();
                }
                begin(Objects.requireNonNull(model));
            });
        }
    }
}

package dev.sluice.masking.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform thread that drives the [TokenLoop]. A failure drops the loop with all its state and
/// starts a new one after a pause, for as long as the service runs.
@Liveness
@ApplicationScoped
public class TokenLoopThread implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TokenLoopThread.class);
    private static final String GROUP = "sluice-masking-tokens";
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final MaskingSenders senders;
    private final EventCodec codec;
    private final Policies policies;
    private final TokenLoopMetrics metrics;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile int openCount;

    @Inject
    TokenLoopThread(
            KafkaSettings settings,
            MaskingSenders senders,
            EventCodec codec,
            Policies policies,
            MeterRegistry registry) {
        this.settings = settings;
        this.senders = senders;
        this.codec = codec;
        this.policies = policies;
        this.metrics = new TokenLoopMetrics(registry);
        this.thread = Thread.ofPlatform().name("masking-tokens").daemon().unstarted(this::run);
        Gauge.builder("sluice.masking.open.requests", () -> openCount).register(registry);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes @Priority(100) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.join(STOP_PATIENCE);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("masking token loop").status(thread.isAlive()).build();
    }

    private void run() {
        while (!stopping) {
            TokenLoop loop = null;
            try {
                loop = open();
                drive(loop);
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("token loop failed and starts again");
                pause();
            } finally {
                close(loop);
            }
        }
    }

    private TokenLoop open() {
        var consumer = settings.groupConsumer("sluice-masking-tokens", GROUP);
        TokenLoop loop =
                new TokenLoop(consumer, senders.stream(), codec, policies.masks(), metrics);
        loop.subscribe();
        return loop;
    }

    private void drive(TokenLoop loop) {
        while (!stopping) {
            if (loop.step(System.nanoTime()) > 0) {
                loop.deliver();
            }
            openCount = loop.openCount();
        }
    }

    private static void close(@Nullable TokenLoop loop) {
        try {
            if (loop != null) {
                loop.close();
            }
        } catch (KafkaException e) {
            LOG.atDebug().setCause(e).log("token loop closed without a last commit");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RESTART_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

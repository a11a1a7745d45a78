package dev.sluice.runtime.access;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The book of this process and the thread that keeps it true, anew after a failure; what is known
/// stays in force meanwhile.
@ApplicationScoped
class AccessBeans {
    private static final Logger LOG = LoggerFactory.getLogger(AccessBeans.class);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final KafkaSettings settings;
    private final EventCodec codec;
    private final AccessBook book = new AccessBook(Home.open().adminKey().value());
    private final AccessControl control;
    private final Thread thread;
    private volatile boolean isStopping;

    @Inject
    AccessBeans(KafkaSettings settings, EventCodec codec, HttpConfig config) {
        this.settings = settings;
        this.codec = codec;
        this.control =
                new AccessControl(book, TrustedProxies.of(config.trustedProxies().orElse("")));
        this.thread = Thread.ofPlatform().name("sluice-access").daemon().unstarted(this::run);
    }

    @Produces
    @Singleton
    AccessBook book() {
        return book;
    }

    @Produces
    @Singleton
    AccessControl control() {
        return control;
    }

    void start(@Observes StartupEvent started) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        isStopping = true;
        thread.join(STOP_PATIENCE);
    }

    private void run() {
        while (!isStopping) {
            try (AccessFeed feed =
                    new AccessFeed(settings.freeConsumer("sluice-access"), codec, book)) {
                while (!isStopping) {
                    feed.step();
                }
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("reading tenants and keys failed and starts again");
                pause();
            }
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

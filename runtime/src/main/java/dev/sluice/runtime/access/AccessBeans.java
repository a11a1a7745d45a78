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
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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

    /// Null: no tokens are taken.
    private @Nullable Thread tokenThread;

    private volatile boolean isStopping;

    @Inject
    AccessBeans(KafkaSettings settings, EventCodec codec, HttpConfig config, TokenConfig tokens) {
        this.settings = settings;
        this.codec = codec;
        this.control =
                new AccessControl(
                        keyRing(tokens), TrustedProxies.of(config.trustedProxies().orElse("")));
        this.thread = Thread.ofPlatform().name("sluice-access").daemon().unstarted(this::run);
    }

    private KeyRing keyRing(TokenConfig config) {
        TokenRules rules = TokenRules.of(config).orElse(null);
        if (rules == null) {
            return book;
        }
        TokenKeys keys = new TokenKeys(new KeyDocument(rules.keys()), rules.refresh());
        tokenThread =
                Thread.ofPlatform()
                        .name("sluice-token-keys")
                        .daemon()
                        .unstarted(() -> readKeys(keys));
        return new IssuedTokens(book, rules, keys);
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
        if (tokenThread != null) {
            tokenThread.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        isStopping = true;
        if (tokenThread != null) {
            tokenThread.interrupt();
        }
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

    private void readKeys(TokenKeys keys) {
        try {
            while (!isStopping) {
                keys.step(Instant.now());
                Thread.sleep(RESTART_PAUSE);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
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

package dev.sluice.masking.kafka;

import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.NamedPolicy;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.masking.rewrite.RequestMasks;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.secrets.HomeSecrets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policies in force and the masks made of them. Its thread reads `tenants` for as long as the
/// service runs, anew after a failure; what is known stays in force meanwhile. No prompt passes
/// before the topic was read to its end once.
@ApplicationScoped
class Policies {
    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final EventCodec codec;
    private final PolicyBook book = new PolicyBook(PolicyJson::read);
    private final MaskerCache maskers = new MaskerCache();
    private final RequestMasks masks;
    private final Counter applied;
    private final Counter refused;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopping;

    @Inject
    Policies(KafkaSettings settings, EventCodec codec, MeterRegistry metrics) {
        this.settings = settings;
        this.codec = codec;
        this.masks = new ConversationMasks(book, maskers, HomeSecrets.of(Home.open()));
        this.applied = metrics.counter("sluice.masking.policies.applied");
        this.refused = metrics.counter("sluice.masking.policies.refused");
        this.thread = Thread.ofPlatform().name("masking-policies").daemon().unstarted(this::run);
    }

    /// Masks for answers, which bring their policy along.
    RequestMasks masks() {
        return masks;
    }

    /// Masks for prompts: waits until all policies are known.
    RequestMasks masksWhenComplete() {
        complete.join();
        return masks;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes @Priority(100) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.join(STOP_PATIENCE);
    }

    /// Whether prompts pass.
    boolean areComplete() {
        return complete.isDone();
    }

    private void run() {
        compile(NamedPolicy.DEFAULT);
        while (!stopping) {
            try (PolicyReader reader = open()) {
                while (!stopping) {
                    if (reader.step() && complete.complete(null)) {
                        LOG.atInfo().log("masking policies are known");
                    }
                }
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("reading policies failed and starts again");
                pause();
            }
        }
    }

    private PolicyReader open() {
        return new PolicyReader(
                settings.freeConsumer("sluice-masking-policies"),
                codec,
                book,
                this::onApplied,
                refused::increment);
    }

    private void onApplied(MaskingPolicyDefined defined) {
        applied.increment();
        String model = defined.model() == null ? "" : defined.model();
        book.find(defined.tenantId(), model).ifPresent(this::compile);
    }

    private void compile(NamedPolicy policy) {
        var _ = maskers.of(policy.text());
    }

    private static void pause() {
        try {
            Thread.sleep(RESTART_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sluice.audit.kafka;

import dev.sluice.audit.kafka.RecordIntake.ChunkLimit;
import dev.sluice.audit.record.Contribution;
import dev.sluice.audit.store.AuditStore;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.PromptEvent;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// The three channels that audit reads, polls of many records each. A poll is acknowledged, and its
/// offsets committed, when its stage completes; the next one comes only then.
///
/// Why not `@RunOnVirtualThread`: it takes polls out of order and up to 1,024 at once, so memory
/// would not be bounded. Why not `@Blocking`: the worker threads are shared and watched, and a
/// database may be gone for hours.
@Singleton
public final class AuditChannels {
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

    private final Executor threads = task -> Thread.ofVirtual().name("audit-intake").start(task);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final IntakeSettings settings;
    private final AuditStore store;
    private final EventCodec codec;
    private final MeterRegistry registry;
    private final EventSender sender;
    private final RecordIntake<MeshEvent> events;
    private final RecordIntake<PromptEvent> prompts;
    private final RecordIntake<ResultEvent> results;

    @Inject
    AuditChannels(
            IntakeSettings settings,
            AuditStore store,
            EventCodec codec,
            KafkaSettings kafka,
            MeterRegistry registry) {
        this.settings = settings;
        this.store = store;
        this.codec = codec;
        this.registry = registry;
        sender =
                new EventSender(
                        kafka.producer("sluice-audit-dead-letters", DELIVERY_TIMEOUT), codec);
        events = intake(Topic.EVENTS, MeshEvent.class, Contribution::of);
        prompts = intake(Topic.PROMPTS, PromptEvent.class, Contribution::of);
        results = intake(Topic.RESULTS, ResultEvent.class, Contribution::of);
    }

    private <E extends Event> RecordIntake<E> intake(
            Topic topic, Class<E> eventType, Function<E, Contribution> contribution) {
        return new RecordIntake<>(
                eventType,
                contribution,
                codec,
                store::write,
                new DeadLetters(sender),
                new ChunkLimit(settings.chunkCountMax(), settings.chunkBytesMax().asLongValue()),
                new Retry(settings.retryPauseMin(), settings.retryPauseMax(), this::pause),
                new IntakeMeter(registry, InstantSource.system(), topic.topicName()));
    }

    private boolean pause(Duration duration) throws InterruptedException {
        return !stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Incoming("audit-events-in")
    CompletionStage<Void> onEvents(ConsumerRecords<byte[], byte[]> polled) {
        return take(events, polled);
    }

    @Incoming("audit-prompts-in")
    CompletionStage<Void> onPrompts(ConsumerRecords<byte[], byte[]> polled) {
        return take(prompts, polled);
    }

    @Incoming("audit-results-in")
    CompletionStage<Void> onResults(ConsumerRecords<byte[], byte[]> polled) {
        return take(results, polled);
    }

    private CompletionStage<Void> take(
            RecordIntake<?> intake, ConsumerRecords<byte[], byte[]> polled) {
        return CompletableFuture.runAsync(() -> intake.take(polled), threads);
    }

    /// Ends all waiting; what is not stored is read again after the next start.
    @PreDestroy
    void stop() {
        stopping.countDown();
        sender.close();
    }
}

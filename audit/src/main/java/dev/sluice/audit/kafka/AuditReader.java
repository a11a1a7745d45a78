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
import dev.sluice.runtime.kafka.FetchPace;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform thread that reads all that audit keeps, with one consumer: poll, store, commit.
/// Offsets are committed when each record is in the database or in `dead-letters`. Any failure
/// drops the consumer, and what was not committed is read again: rows are upserted.
///
/// While the database is gone the thread stands still. After the group's patience with it (5
/// minutes) the partitions go to another member, which may have a way to the database.
@Liveness
@Singleton
public final class AuditReader implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(AuditReader.class);
    private static final String GROUP = "sluice-audit";
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

    /// A quarter of a second's records are stored together: a commit of the embedded database
    /// writes whole pages. Taken as they come, 75 requests a second cost audit 30 % of the mesh's
    /// processor time.
    private static final FetchPace PACE =
            new FetchPace(1024 * 1024, Duration.ofMillis(250), 4 * 1024 * 1024);

    private static final Duration POLL_PATIENCE = Duration.ofMillis(500);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final KafkaSettings kafka;
    private final IntakeSettings settings;
    private final AuditStore store;
    private final EventCodec codec;
    private final MeterRegistry registry;
    private final EventSender sender;
    private final RecordIntake<MeshEvent> events;
    private final RecordIntake<PromptEvent> prompts;
    private final RecordIntake<ResultEvent> results;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    @Inject
    AuditReader(
            IntakeSettings settings,
            AuditStore store,
            EventCodec codec,
            KafkaSettings kafka,
            MeterRegistry registry) {
        this.kafka = kafka;
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
        thread = Thread.ofPlatform().name("audit-intake").daemon().unstarted(this::run);
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

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    private void run() {
        try {
            while (isRunning()) {
                readOn();
            }
        } catch (CancellationException | InterruptedException stopped) {
            // What is not stored is read again after the next start.
        }
    }

    private boolean isRunning() {
        return stopping.getCount() > 0;
    }

    private void readOn() throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = kafka.groupConsumer(GROUP, GROUP, PACE)) {
            consumer.subscribe(
                    List.of(
                            Topic.EVENTS.topicName(),
                            Topic.PROMPTS.topicName(),
                            Topic.RESULTS.topicName()));
            while (isRunning()) {
                step(consumer);
            }
        } catch (CancellationException stopped) {
            throw stopped;
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("audit's reading failed and starts again");
            var _ = pause(FAILURE_PAUSE);
        }
    }

    private void step(Consumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL_PATIENCE);
        if (!polled.isEmpty()) {
            events.take(polled.records(Topic.EVENTS.topicName()));
            prompts.take(polled.records(Topic.PROMPTS.topicName()));
            results.take(polled.records(Topic.RESULTS.topicName()));
            consumer.commitSync();
        }
    }

    /// False when the service stops.
    private boolean pause(Duration duration) throws InterruptedException {
        return !stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("audit intake").status(thread.isAlive()).build();
    }

    /// Ends all waiting; what is not stored is read again after the next start.
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        thread.join(STOP_PATIENCE);
        sender.close();
    }
}

package dev.sluice.worker.kafka;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.serving.ServedModel;
import dev.sluice.worker.serving.WorkerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One start of the worker: everything that the scheduler knows by its incarnation id. When it
/// cannot vouch for its records any more (one was lost, a thread died) it is closed whole, and a
/// new one takes its place: the scheduler hands out its requests again from what is in the log.
///
/// ```
/// STARTING ──listen──▶ READY ──drain──▶ DRAINING ──close──▶ STOPPED
/// ```
final class Incarnation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Incarnation.class);

    /// Records wait this long for a broker; then the requests are started anew from the log.
    private static final Duration TOKEN_DELIVERY = Duration.ofMinutes(10);

    private static final Duration HEARTBEAT_DELIVERY = Duration.ofSeconds(10);
    private static final long DRAIN_POLL_MILLIS = 20;

    private final String id = UUID.randomUUID().toString();
    private final EventSender tokens;
    private final EventSender reports;
    private final TokenOutbox outbox;
    private final StepMetrics steps;
    private final Generator generator;
    private final RunningRequests requests;
    private final AssignmentIntake intake;
    private final Heartbeat heartbeat;
    private final Thread intakeThread;
    private final Consumer<Throwable> onBroken;
    private volatile State state = State.STARTING;

    /// @param onBroken called once or more, on any thread, when this incarnation must be replaced
    Incarnation(
            ServedModel model,
            WorkerSettings settings,
            KafkaSettings kafka,
            EventCodec codec,
            StepMetrics steps,
            Consumer<Throwable> onBroken) {
        this.onBroken = onBroken;
        this.steps = steps;
        WorkerId workerId = new WorkerId(settings.id());
        // First, for it is the one step that needs a broker and so may fail.
        var assignments = AssignmentIntake.listen(kafka, workerId);
        int partition = AssignmentIntake.ownPartition(assignments, workerId).partition();
        String client = "sluice-worker-" + workerId;
        InstantSource clock = InstantSource.system();
        tokens = new EventSender(kafka.batchProducer(client + "-tokens", TOKEN_DELIVERY), codec);
        reports = new EventSender(kafka.producer(client + "-reports", HEARTBEAT_DELIVERY), codec);
        outbox = new TokenOutbox(tokens, onBroken).start();
        generator = model.start(new ReleasingObserver(steps, outbox), onBroken);
        requests =
                new RunningRequests(
                        generator,
                        model.prompts(),
                        model::answerText,
                        workerId,
                        outbox,
                        clock,
                        this::onChange);
        intake =
                new AssignmentIntake(
                        assignments,
                        codec,
                        new DeadLetters(reports),
                        steps::onMalformedRecord,
                        requests,
                        workerId,
                        id);
        state = State.READY;
        var identity =
                new Heartbeat.Identity(
                        workerId,
                        id,
                        model.pool(),
                        partition,
                        model.contextTokens(),
                        model.slotCount());
        heartbeat = new Heartbeat(identity, this::vitals, reports, clock, settings.heartbeat());
        heartbeat.start();
        intakeThread =
                Thread.ofPlatform().name("worker-intake").daemon().start(this::readAssignments);
        LOG.atInfo()
                .addKeyValue("workerId", workerId)
                .addKeyValue("incarnation", id)
                .addKeyValue("topic", Topic.ASSIGNMENTS.topicName())
                .addKeyValue("partition", partition)
                .log("worker is ready");
    }

    boolean isReady() {
        return state == State.READY && generator.death().isEmpty() && intakeThread.isAlive();
    }

    /// Takes nothing new and lets the running sequences end, for at most this long.
    void drain(Duration atMost) throws InterruptedException {
        state = State.DRAINING;
        heartbeat.changed();
        long endNanos = System.nanoTime() + atMost.toNanos();
        while (!requests.isEmpty() && System.nanoTime() - endNanos < 0) {
            TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
        }
    }

    /// Ends all that runs without a word, sends what is written, and says STOPPED.
    @Override
    public void close() {
        state = State.STOPPED;
        requests.handOver();
        intake.wakeUp();
        join(intakeThread);
        generator.close();
        outbox.close();
        heartbeat.close();
        tokens.close();
        reports.close();
    }

    private void onChange() {
        // Why the check: the engine thread may finish a sequence while this object is being made.
        if (state != State.STARTING) {
            heartbeat.changed();
        }
    }

    private Heartbeat.Vitals vitals() {
        return new Heartbeat.Vitals(
                state,
                steps.slotsAllowed(),
                steps.cachedTokens(),
                steps.steps(),
                intake.schedulerEpoch(),
                requests.snapshot());
    }

    private void readAssignments() {
        try {
            while (state == State.READY || state == State.DRAINING) {
                intake.step();
            }
        } catch (WakeupException e) {
            LOG.atDebug().log("intake ends");
        } catch (RuntimeException e) {
            onBroken.accept(e);
        } finally {
            intake.close();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sluice.worker.kafka;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.AssignmentEvent.AssignmentRevoked;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.simulation.SimConsumer;
import dev.sluice.simulation.SimEngine;
import dev.sluice.simulation.SimModel;
import dev.sluice.simulation.SimNode;
import dev.sluice.simulation.World;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.serving.BytePrompts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// One worker process: intake, decode loop, outbox and heartbeat of an incarnation, as
/// [Incarnation] puts them together, over an engine that speaks as the model does.
public final class SimulatedWorker extends SimNode {
    private static final long REPORT_MILLIS = 500;
    private static final long DRAIN_MILLIS = 600;
    private static final int STEPS_MAX = 3;
    private static final int RESTS_OF = 4;

    private final WorkerId workerId;
    private final PoolName pool;
    private final int slots;
    private @Nullable WorkerProcess process;
    private int incarnations;
    private long hungUntilMillis;

    public SimulatedWorker(
            String name, PoolName pool, int slots, World world, SplittableRandom random) {
        super(name, world, random);
        this.workerId = new WorkerId(name);
        this.pool = pool;
        this.slots = slots;
    }

    public PoolName pool() {
        return pool;
    }

    /// The engine stands still; reports go on.
    public void hangFor(long millis) {
        hungUntilMillis = world.time().millis() + millis;
    }

    public boolean isHanging() {
        return world.time().millis() < hungUntilMillis;
    }

    /// Whether nobody runs here who could end.
    public boolean isIdle() {
        return process == null || process.requests.isEmpty() || isHanging();
    }

    @Override
    protected boolean waitsForBroker() {
        return false;
    }

    @Override
    protected void begin() {
        hungUntilMillis = 0;
        process = new WorkerProcess();
    }

    @Override
    protected void step() throws InterruptedException {
        WorkerProcess running = Objects.requireNonNull(process);
        if (running.isBroken && world.broker().isUp()) {
            running.close();
            running = new WorkerProcess();
            process = running;
        }
        running.step();
        if (running.isDrained()) {
            running.close();
            throw death();
        }
    }

    /// Finishes what it can for a while.
    @Override
    protected void end() {
        Objects.requireNonNull(process).close();
    }

    /// SIGTERM with a grace period: takes nothing new, and ends when the running sequences have.
    public void drain() {
        if (process != null && isServing()) {
            process.drain();
        }
    }

    /// What a worker has read, and so must have let go of.
    private static final class Revocations {
        private final String incarnation;
        private final EventCodec codec;
        private final Map<RequestId, Integer> epochs = new HashMap<>();
        private long schedulerEpoch;

        Revocations(String incarnation, EventCodec codec) {
            this.incarnation = incarnation;
            this.codec = codec;
        }

        void note(ConsumerRecord<byte[], byte[]> read) {
            switch (codec.decode(AssignmentEvent.class, read.value())) {
                case Decoded.Valid<AssignmentEvent>(AssignmentRevoked e)
                        when isForMe(e.incarnation(), e.schedulerEpoch()) ->
                        epochs.put(e.requestId(), e.epoch());
                case Decoded.Valid<AssignmentEvent>(BatchAssigned e)
                        when isForMe(e.incarnation(), e.schedulerEpoch()) ->
                        e.assignments().forEach(given -> epochs.remove(given.requestId()));
                case Decoded.Valid<AssignmentEvent> _, Decoded.Malformed<AssignmentEvent> _ -> {}
            }
        }

        private boolean isForMe(String addressed, long epochOfScheduler) {
            boolean isMine = addressed.equals(incarnation) && epochOfScheduler >= schedulerEpoch;
            schedulerEpoch = isMine ? epochOfScheduler : schedulerEpoch;
            return isMine;
        }

        boolean areObeyed(List<RunningSequence> running) {
            return running.stream()
                    .allMatch(sequence ->
                            sequence.epoch() >= epochs.getOrDefault(sequence.requestId(), 0));
        }
    }

    /// What one incarnation consists of.
    private final class WorkerProcess implements Generator {
        private final String incarnation = workerId + "-" + incarnations++;
        private final StepMetrics steps =
                new StepMetrics(
                        new SimpleMeterRegistry(), slots, (long) SimModel.CONTEXT_TOKENS * slots);
        private final EventSender tokens = new EventSender(producer(), world.codec());
        private final EventSender reports = new EventSender(producer(), world.codec());
        private final TokenOutbox outbox = new TokenOutbox(tokens, _ -> isBroken = true);
        private final DecodeLoop loop =
                new DecodeLoop(
                        new SimEngine(world.model(), slots, SimulatedWorker.this::death),
                        DecodeOptions.DEFAULT,
                        steps,
                        world.time()::nanos);
        private final RunningRequests requests =
                new RunningRequests(
                        this,
                        new BytePrompts(SimModel.CONTEXT_TOKENS, world.model().endToken()),
                        assignment -> world.model().answerText(assignment.spec()),
                        workerId,
                        outbox,
                        world.time(),
                        () -> isChanged = true);
        private final Revocations revocations = new Revocations(incarnation, world.codec());
        private final AssignmentIntake intake;
        private final Heartbeat heartbeat;
        private State state = State.READY;
        private boolean isBroken;
        private boolean isChanged = true;
        private long reportedAtMillis;
        private long drainEndsAtMillis = Long.MAX_VALUE;

        WorkerProcess() {
            SimConsumer assignments = consumer();
            AssignmentIntake.standAtEnds(assignments, workerId);
            assignments.onRead(revocations::note);
            intake =
                    new AssignmentIntake(
                            assignments,
                            world.codec(),
                            new DeadLetters(reports),
                            steps::onMalformedRecord,
                            requests,
                            workerId,
                            incarnation);
            var identity =
                    new Heartbeat.Identity(
                            workerId,
                            incarnation,
                            pool,
                            AssignmentIntake.ownPartition(assignments, workerId).partition(),
                            SimModel.CONTEXT_TOKENS,
                            slots);
            heartbeat =
                    new Heartbeat(
                            identity,
                            this::vitals,
                            reports,
                            world.time(),
                            Duration.ofMillis(REPORT_MILLIS));
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

        void step() throws InterruptedException {
            if (random.nextInt(RESTS_OF) > 0) {
                var _ = intake.step();
                world.require(
                        revocations.areObeyed(requests.snapshot()),
                        incarnation + " runs nothing that it knows to be revoked");
            }
            if (world.time().millis() >= hungUntilMillis) {
                for (int i = random.nextInt(STEPS_MAX); i > 0; i--) {
                    var _ = loop.step();
                }
            }
            if (random.nextInt(RESTS_OF) > 0 && world.broker().isUp()) {
                sendAll();
            }
            reportIfDue();
        }

        private void reportIfDue() {
            long now = world.time().millis();
            if (isChanged || now - reportedAtMillis >= REPORT_MILLIS) {
                isChanged = false;
                reportedAtMillis = now;
                heartbeat.report();
            }
        }

        void drain() {
            state = State.DRAINING;
            isChanged = true;
            drainEndsAtMillis = world.time().millis() + DRAIN_MILLIS;
        }

        boolean isDrained() {
            return state == State.DRAINING
                    && world.broker().isUp()
                    && (requests.isEmpty() || world.time().millis() >= drainEndsAtMillis);
        }

        /// As [Incarnation#close] does it.
        @Override
        public void close() {
            state = State.STOPPED;
            requests.handOver();
            sendAll();
            tokens.flush();
            heartbeat.report();
            reports.flush();
        }

        private void sendAll() {
            try {
                if (!outbox.isEmpty()) {
                    outbox.release();
                    var _ = outbox.step();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Admission admit(SequenceRequest request, TokenListener listener) {
            return loop.admit(request, listener);
        }

        @Override
        public boolean cancel(SequenceKey key) {
            return loop.cancel(key);
        }

        @Override
        public Optional<Throwable> death() {
            return Optional.empty();
        }
    }
}

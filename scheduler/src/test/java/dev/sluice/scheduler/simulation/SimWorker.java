package dev.sluice.scheduler.simulation;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.AssignmentRevoked;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A worker as the contracts describe it: it reads assignments and cancels from where it starts,
/// runs as many sequences as it has slots, writes tokens with contiguous indexes, reports every 500
/// ms. It can be killed, stopped and continued, drained, and it loses assignments.
final class SimWorker {
    private static final long REPORT_MILLIS = 500;
    private static final long RESTART_MILLIS_MAX = 4_000;

    private static final class Sequence {
        private final Assignment assignment;
        private final SimRequest request;
        private int nextIndex;
        private int generated;

        private Sequence(Assignment assignment, SimRequest request) {
            this.assignment = assignment;
            this.request = request;
            this.nextIndex = assignment.nextIndex();
            this.generated = assignment.emittedTokenIds().size();
        }
    }

    private final WorkerId workerId;
    private final PoolName pool;
    private final int slots;
    private final SimBroker broker;
    private final SimClock clock;
    private final SplittableRandom random;
    private final Function<RequestId, SimRequest> requests;
    private final Map<RequestId, Sequence> sequences = new LinkedHashMap<>();

    private State state = State.STARTING;
    private int starts;
    private int reports;
    private long assignmentOffset;
    private long controlOffset;
    private long schedulerEpoch;
    private long awakeAt;
    private long reportedAt = -REPORT_MILLIS;
    private long hungUntil;
    private long steps;
    private long zombieUntil;
    private @Nullable WorkerReported zombie;
    private boolean changed;
    private boolean dead;

    SimWorker(
            String name,
            PoolName pool,
            int slots,
            SimBroker broker,
            SimClock clock,
            SplittableRandom random,
            Function<RequestId, SimRequest> requests) {
        this.workerId = new WorkerId(name);
        this.pool = pool;
        this.slots = slots;
        this.broker = broker;
        this.clock = clock;
        this.random = random;
        this.requests = requests;
        start();
    }

    private void start() {
        starts++;
        dead = false;
        state = State.READY;
        sequences.clear();
        schedulerEpoch = 0;
        steps = 0;
        hungUntil = 0;
        assignmentOffset = broker.assignments.end();
        controlOffset = broker.control.end();
        reportedAt = -REPORT_MILLIS;
    }

    // --- faults

    /// SIGKILL, and a new start after a while.
    void kill() {
        if (random.nextInt(4) == 0) {
            becomeZombie();
        }
        dead = true;
        awakeAt = clock.millis() + random.nextLong(RESTART_MILLIS_MAX);
    }

    /// It was cut off, not killed: while a new start has taken its place, its reports go on.
    private void becomeZombie() {
        zombie = state == State.READY ? reported() : null;
        zombieUntil = clock.millis() + random.nextLong(10_000);
    }

    private void reportAsZombie() {
        if (zombie != null && clock.millis() < zombieUntil && random.nextInt(10) == 0) {
            broker.append(0, zombie);
        }
    }

    /// SIGSTOP, and SIGCONT after a while: it goes on as if nothing had happened.
    void stopFor(long millis) {
        awakeAt = clock.millis() + millis;
    }

    /// The engine stands still; reports go on.
    void hangFor(long millis) {
        hungUntil = clock.millis() + millis;
    }

    boolean hangsForEver() {
        return hungUntil - clock.millis() > 100_000;
    }

    PoolName pool() {
        return pool;
    }

    /// SIGTERM: hands everything over, and starts anew after a while.
    void drain() {
        if (dead || state != State.READY) {
            return;
        }
        state = State.DRAINING;
        report();
        sequences.clear();
        state = State.STOPPED;
        report();
        kill();
    }

    // --- one round

    void step(boolean mayFail) {
        reportAsZombie();
        if (clock.millis() < awakeAt) {
            return;
        }
        if (dead) {
            start();
        }
        readAssignments(mayFail);
        readControl();
        generate();
        if (!dead && (changed || clock.millis() - reportedAt >= REPORT_MILLIS)) {
            report();
        }
    }

    private void readAssignments(boolean mayFail) {
        while (assignmentOffset < broker.assignments.end()) {
            switch (broker.assignments.at(assignmentOffset++).event()) {
                case BatchAssigned e -> {
                    if (isForMe(e.workerId(), e.incarnation(), e.schedulerEpoch())) {
                        e.assignments().forEach(assignment -> accept(assignment, mayFail));
                    }
                }
                case AssignmentRevoked e -> {
                    if (isForMe(e.workerId(), e.incarnation(), e.schedulerEpoch())) {
                        revoke(e);
                    }
                }
            }
        }
    }

    private boolean isForMe(WorkerId addressed, String start, long epochOfScheduler) {
        boolean isMine =
                addressed.equals(workerId)
                        && start.equals(incarnation())
                        && epochOfScheduler >= schedulerEpoch;
        if (isMine) {
            schedulerEpoch = epochOfScheduler;
        }
        return isMine;
    }

    private void revoke(AssignmentRevoked revoked) {
        Sequence running = sequences.get(revoked.requestId());
        if (running != null && running.assignment.epoch() < revoked.epoch()) {
            sequences.remove(revoked.requestId());
            changed = true;
        }
    }

    private void accept(Assignment assignment, boolean mayFail) {
        if (mayFail && random.nextInt(40) == 0) {
            return;
        }
        Sequence running = sequences.get(assignment.requestId());
        if (running == null || running.assignment.epoch() < assignment.epoch()) {
            SimRequest request = requests.apply(assignment.requestId());
            sequences.put(assignment.requestId(), new Sequence(assignment, request));
            changed = true;
        }
    }

    private void readControl() {
        while (controlOffset < broker.control.end()) {
            if (broker.control.at(controlOffset++).event() instanceof CancelInference cancel) {
                Sequence running = sequences.get(cancel.requestId());
                if (running != null) {
                    end(running, null, Failure.of(ErrorCode.CANCELLED, "cancelled"));
                    sequences.remove(cancel.requestId());
                }
            }
        }
    }

    private void generate() {
        if (clock.millis() < hungUntil) {
            return;
        }
        steps++;
        for (Sequence sequence : List.copyOf(sequences.values()).stream().limit(slots).toList()) {
            if (sequence.request.poison()) {
                kill();
                return;
            }
            generate(sequence);
        }
    }

    private void generate(Sequence sequence) {
        if (sequence.nextIndex == 0) {
            started(sequence);
        } else if (sequence.generated < sequence.request.tokenCount()) {
            token(sequence);
        } else {
            end(sequence, FinishReason.STOP, null);
            sequences.remove(sequence.request.requestId());
        }
    }

    private void started(Sequence sequence) {
        write(
                sequence,
                new GenerationStarted(
                        eventId(sequence),
                        sequence.request.requestId(),
                        TenantId.DEFAULT,
                        sequence.assignment.epoch(),
                        clock.instant(),
                        workerId,
                        pool,
                        sequence.assignment.spec().acceptedAt(),
                        1,
                        false));
    }

    private void token(Sequence sequence) {
        int tokenId = sequence.request.tokenAt(sequence.generated++);
        write(
                sequence,
                new TokenGenerated(
                        eventId(sequence),
                        sequence.request.requestId(),
                        TenantId.DEFAULT,
                        sequence.assignment.epoch(),
                        sequence.nextIndex,
                        clock.instant(),
                        tokenId,
                        SensitiveText.EMPTY));
    }

    private void end(Sequence sequence, @Nullable FinishReason reason, @Nullable Failure failure) {
        write(
                sequence,
                new GenerationFinished(
                        eventId(sequence),
                        sequence.request.requestId(),
                        TenantId.DEFAULT,
                        sequence.assignment.epoch(),
                        sequence.nextIndex,
                        clock.instant(),
                        SensitiveText.EMPTY,
                        reason,
                        failure,
                        new Usage(1, sequence.generated)));
        changed = true;
    }

    /// A record may be written twice: its first acknowledgement was lost.
    private void write(Sequence sequence, dev.sluice.contracts.event.TokenEvent event) {
        int copies = random.nextInt(50) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            broker.append(sequence.request.streamPartition(), event);
        }
        sequence.nextIndex++;
    }

    private static String eventId(Sequence sequence) {
        return sequence.request.requestId()
                + "/tokens/"
                + sequence.nextIndex
                + "/"
                + sequence.assignment.epoch();
    }

    private String incarnation() {
        return workerId + "-" + starts;
    }

    private void report() {
        reportedAt = clock.millis();
        changed = false;
        broker.append(0, reported());
    }

    private WorkerReported reported() {
        List<RunningSequence> running =
                sequences.values().stream()
                        .map(s ->
                                new RunningSequence(
                                        s.request.requestId(), s.assignment.epoch(), s.generated))
                        .toList();
        return new WorkerReported(
                incarnation() + "/" + reports++,
                clock.instant(),
                workerId,
                incarnation(),
                state,
                pool,
                0,
                1000,
                slots,
                1000,
                0,
                steps,
                schedulerEpoch,
                running);
    }
}

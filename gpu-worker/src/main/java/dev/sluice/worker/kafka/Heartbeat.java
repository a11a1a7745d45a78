package dev.sluice.worker.kafka;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.EventSender;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Reports the worker's state to `workers`: on change, at most [#REPORTS_PER_SECOND] times a
/// second, and at every interval. A report lists all that runs, so it costs more the more often
/// there is something to tell. Runs on a thread of its own, so that neither engine nor intake waits
/// for it.
final class Heartbeat implements AutoCloseable {
    private static final long REPORTS_PER_SECOND = 20;

    /// Changes that come within this time of one another share a report.
    private static final long GATHER_MILLIS = 5;

    private static final long REST_MILLIS = 1_000 / REPORTS_PER_SECOND - GATHER_MILLIS;

    /// What changes from one report to the next.
    record Vitals(
            State state,
            int slots,
            long kvCacheTokensUsed,
            long steps,
            long schedulerEpoch,
            List<RunningSequence> running) {}

    /// What one incarnation keeps.
    record Identity(
            WorkerId workerId,
            String incarnation,
            PoolName pool,
            int assignmentPartition,
            int contextTokens,
            int slots) {
        long kvCacheTokens() {
            return (long) contextTokens * slots;
        }
    }

    private final Identity identity;
    private final Supplier<Vitals> vitals;
    private final EventSender sender;
    private final InstantSource clock;
    private final Duration interval;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;
    private long reports;

    Heartbeat(
            Identity identity,
            Supplier<Vitals> vitals,
            EventSender sender,
            InstantSource clock,
            Duration interval) {
        this.identity = identity;
        this.vitals = vitals;
        this.sender = sender;
        this.clock = clock;
        this.interval = interval;
        this.thread = Thread.ofPlatform().name("worker-heartbeat").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Any thread; does not wait.
    void changed() {
        changes.release();
    }

    private void run() {
        try {
            while (!closing) {
                report();
                TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
                if (changes.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
                    changes.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A report that cannot be sent is made up for by the next one. Called by one thread at a time.
    void report() {
        Vitals now = vitals.get();
        var _ =
                sender.send(
                        Topic.WORKERS,
                        null,
                        identity.workerId().value(),
                        new WorkerReported(
                                identity.incarnation() + "/" + reports++,
                                clock.instant(),
                                identity.workerId(),
                                identity.incarnation(),
                                now.state(),
                                identity.pool(),
                                identity.assignmentPartition(),
                                identity.contextTokens(),
                                now.slots(),
                                identity.kvCacheTokens(),
                                now.kvCacheTokensUsed(),
                                now.steps(),
                                now.schedulerEpoch(),
                                now.running()),
                        null);
    }

    /// Ends the thread and reports once more: the last state is STOPPED.
    @Override
    public void close() {
        closing = true;
        changed();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        report();
        sender.flush();
    }
}

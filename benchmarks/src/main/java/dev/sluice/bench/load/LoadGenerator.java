package dev.sluice.bench.load;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Puts load on the gateway for a while:
///
/// - closed loop: so many streams, each sends its next request when its last answer is complete.
///   Shows what the mesh can do; latencies adapt to it and flatter.
/// - open loop: requests are sent by a schedule, whether or not earlier ones were answered. Each is
///   measured from the moment it should have been sent, so a stall counts for all whom it delayed
///   (no coordinated omission).
///
/// Bounded in count by `requestCountMax` over all windows, in time by the window and `drainMax`:
/// what has no answer by then is ended and counted as unfinished. Main thread.
final class LoadGenerator {
    /// Connections at once in an open loop; a request that waits for one is late all the same.
    private static final int OPEN_LOOP_REQUESTS_MAX = 512;

    private static final Duration INTERRUPT_MAX = Duration.ofSeconds(5);

    /// @param requestCountMax over all windows
    /// @param drainMax how long answers may take after the window
    record Limits(int requestCountMax, Duration drainMax) {}

    /// Sends the request of that number and waits for its answer. Any thread.
    @FunctionalInterface
    interface Asker {
        Answer ask(int number, long startNanos);
    }

    private final Asker asker;
    private final Limits limits;
    private final AtomicInteger requestCount = new AtomicInteger();

    LoadGenerator(Asker asker, Limits limits) {
        this.asker = asker;
        this.limits = limits;
    }

    LoadWindow closedLoop(int streamCount, Duration length) throws InterruptedException {
        Run run = new Run(length);
        for (int stream = 0; stream < streamCount; stream++) {
            run.threads.execute(() -> askUntil(run));
        }
        return run.finish();
    }

    LoadWindow openLoop(PoissonSchedule schedule, Duration length) throws InterruptedException {
        Run run = new Run(length);
        Semaphore connections = new Semaphore(OPEN_LOOP_REQUESTS_MAX);
        long intended = run.startNanos + schedule.nextNanos();
        while (intended - run.stopNanos < 0 && hasNext()) {
            waitUntil(intended);
            int number = requestCount.getAndIncrement();
            long startNanos = intended;
            run.threads.execute(() -> askInTurn(run, connections, number, startNanos));
            intended = run.startNanos + schedule.nextNanos();
        }
        return run.finish();
    }

    private void askUntil(Run run) {
        while (run.isOn() && !Thread.currentThread().isInterrupted()) {
            int number = requestCount.getAndIncrement();
            if (number >= limits.requestCountMax()) {
                return;
            }
            run.answers.add(asker.ask(number, System.nanoTime()));
        }
    }

    private void askInTurn(Run run, Semaphore connections, int number, long startNanos) {
        try {
            connections.acquire();
        } catch (InterruptedException e) {
            run.answers.add(new Answer.Failed("unfinished"));
            return;
        }
        try {
            run.answers.add(asker.ask(number, startNanos));
        } finally {
            connections.release();
        }
    }

    private boolean hasNext() {
        return requestCount.get() < limits.requestCountMax();
    }

    private static void waitUntil(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting for the next arrival");
            }
        }
    }

    /// One window under way: its clock, its threads and what they have brought back.
    private final class Run {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        private final long startNanos = System.nanoTime();
        private final long stopNanos;

        Run(Duration length) {
            this.stopNanos = startNanos + length.toNanos();
        }

        boolean isOn() {
            return System.nanoTime() - stopNanos < 0;
        }

        /// Waits for the answers that are under way.
        LoadWindow finish() throws InterruptedException {
            threads.shutdown();
            long left = stopNanos - System.nanoTime() + limits.drainMax().toNanos();
            if (!threads.awaitTermination(left, TimeUnit.NANOSECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(INTERRUPT_MAX.toNanos(), TimeUnit.NANOSECONDS);
            }
            return new LoadWindow(startNanos, endOfLoad(), answers.stream().toList());
        }

        /// Earlier than planned where the requests ran out: a second without load is no second of
        /// this window.
        private long endOfLoad() {
            return hasNext() ? stopNanos : Math.min(stopNanos, System.nanoTime());
        }
    }
}

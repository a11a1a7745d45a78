package dev.sluice.worker.simulated;

import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.Admission.Reason;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one thread that owns a [SimulatedBatch]: applies what comes in, emits what is due, sleeps
/// until the next token. `admit` and `cancel` are for any thread.
///
/// INVARIANT: the inbox holds at most two commands for each open sequence and one to wake up, and
/// open sequences are bounded by slots and waiting places.
public final class SimulatedThread implements Generator {
    private static final int WAITING_COUNT_MAX = 64;
    private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();

    private final SimulatedBatch batch;
    private final int openCountMax;
    private final Consumer<Throwable> onDeath;
    private final Set<SequenceKey> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean isStopped;
    private volatile boolean isClosing;
    private volatile @Nullable Throwable death;

    private SimulatedThread(int slotCount, SimulatedBatch batch, Consumer<Throwable> onDeath) {
        this.batch = batch;
        this.openCountMax = slotCount + WAITING_COUNT_MAX;
        this.onDeath = onDeath;
        this.thread = Thread.ofPlatform().name("sluice-engine").unstarted(this::run);
    }

    public static SimulatedThread start(
            int slotCount,
            Pace pace,
            Vocabulary vocabulary,
            StepObserver observer,
            Consumer<Throwable> onDeath) {
        var batch = new SimulatedBatch(slotCount, pace, vocabulary, observer);
        var started = new SimulatedThread(slotCount, batch, onDeath);
        started.thread.start();
        return started;
    }

    @Override
    public synchronized Admission admit(SequenceRequest request, TokenListener listener) {
        if (request.promptTokenCount() == 0) {
            return Admission.refused(Reason.PROMPT_LENGTH, "prompt has 0 tokens, at least 1");
        }
        if (isStopped) {
            return Admission.refused(Reason.STOPPED, "the simulated engine has stopped");
        }
        if (open.size() >= openCountMax) {
            return Admission.refused(
                    Reason.QUEUE_FULL, openCountMax + " sequences are open, more are not accepted");
        }
        if (!open.add(request.key())) {
            return Admission.refused(Reason.ALREADY_OPEN, request.key() + " is open already");
        }
        var counted = new CountedListener(listener);
        inbox.add(() -> batch.admit(request, counted, System.nanoTime()));
        return new Admission.Accepted();
    }

    @Override
    public boolean cancel(SequenceKey key) {
        boolean isOpen = open.contains(key);
        if (isOpen) {
            inbox.add(() -> batch.cancel(key, System.nanoTime()));
        }
        return isOpen;
    }

    @Override
    public Optional<Throwable> death() {
        return Optional.ofNullable(death);
    }

    @Override
    public void close() {
        isClosing = true;
        inbox.add(() -> {});
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosing) {
                step();
            }
            stop("the worker is stopping");
        } catch (Throwable fault) {
            death = fault;
            stop("the simulated engine ended by a fault");
            onDeath.accept(fault);
        }
    }

    private void step() throws InterruptedException {
        Runnable command = inbox.poll(idleNanos(), TimeUnit.NANOSECONDS);
        while (command != null) {
            command.run();
            command = inbox.poll();
        }
        batch.step(System.nanoTime());
    }

    private long idleNanos() {
        Long dueNanos = batch.nextDueNanos();
        return dueNanos == null ? IDLE_NANOS : Math.max(0, dueNanos - System.nanoTime());
    }

    private synchronized void stop(String reason) {
        isStopped = true;
        inbox.forEach(Runnable::run);
        batch.stop(reason);
    }

    /// Forgets a sequence before its listener hears of its end, so that it may be admitted again.
    private final class CountedListener implements TokenListener {
        private final TokenListener listener;

        CountedListener(TokenListener listener) {
            this.listener = listener;
        }

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            return listener.onToken(request, position, tokenId, logprobs);
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
            open.remove(request.key());
            listener.onFinished(request, outcome);
        }
    }
}

package dev.sluice.worker.decode;

import dev.sluice.worker.decode.Admission.Reason;
import dev.sluice.worker.sampling.Logprobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one thread that owns a [SteppedBatch]: applies what came in, lets the batch do what is due,
/// sleeps until something is. `admit` and `cancel` are for any thread.
///
/// INVARIANT: the inbox holds at most two commands for each open sequence, one to wake up, and what
/// the batch itself puts there; open sequences are bounded by slots and waiting places.
public final class BatchThread implements Generator {
    private static final int WAITING_COUNT_MAX = 64;
    private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();

    private final String name;
    private final SteppedBatch batch;
    private final int openCountMax;
    private final BlockingQueue<Runnable> inbox;
    private final Consumer<Throwable> onDeath;
    private final Set<SequenceKey> open = ConcurrentHashMap.newKeySet();
    private final List<Runnable> commands = new ArrayList<>();
    private final Thread thread;
    private boolean isStopped;
    private volatile boolean isClosing;
    private volatile @Nullable Throwable death;

    private BatchThread(
            String name,
            int slotCount,
            SteppedBatch batch,
            BlockingQueue<Runnable> inbox,
            Consumer<Throwable> onDeath) {
        this.name = name;
        this.batch = batch;
        this.openCountMax = slotCount + WAITING_COUNT_MAX;
        this.inbox = inbox;
        this.onDeath = onDeath;
        this.thread = Thread.ofPlatform().name("sluice-engine").unstarted(this::run);
    }

    /// Starts the thread.
    ///
    /// @param name for messages, `simulated engine` for example
    /// @param inbox commands for the thread; without a bound of its own
    public static BatchThread start(
            String name,
            int slotCount,
            SteppedBatch batch,
            BlockingQueue<Runnable> inbox,
            Consumer<Throwable> onDeath) {
        var started = new BatchThread(name, slotCount, batch, inbox, onDeath);
        started.thread.start();
        return started;
    }

    @Override
    public synchronized Admission admit(SequenceRequest request, TokenListener listener) {
        if (request.promptTokenCount() == 0) {
            return Admission.refused(Reason.PROMPT_LENGTH, "prompt has 0 tokens, at least 1");
        }
        if (isStopped) {
            return Admission.refused(Reason.STOPPED, "the " + name + " has stopped");
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
            stop("the " + name + " ended by a fault");
            onDeath.accept(fault);
        }
    }

    /// What comes in while commands run is for the next step: the batch has its turn in between.
    private void step() throws InterruptedException {
        Runnable first = inbox.poll(idleNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            commands.add(first);
            inbox.drainTo(commands);
            commands.forEach(Runnable::run);
            commands.clear();
        }
        batch.step(System.nanoTime());
    }

    private long idleNanos() {
        Long dueNanos = batch.nextDueNanos();
        return dueNanos == null
                ? IDLE_NANOS
                : Math.clamp(dueNanos - System.nanoTime(), 0, IDLE_NANOS);
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

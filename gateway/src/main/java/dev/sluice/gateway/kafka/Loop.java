package dev.sluice.gateway.kafka;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that steps something for ever. A step that fails is told and tried again after a pause,
/// from fresh clients: crash-only.
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Longer than any step: a loop that is silent for so long hangs.
    private static final Duration STEP_MAX = Duration.ofMinutes(2);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    /// What a loop runs. All calls but [#wake] are made by its thread.
    interface Body {
        /// One round; returns within a second or so.
        void step() throws InterruptedException;

        /// After a failed step: drop clients, keep what they cannot tell again.
        void reset();

        /// Makes a running step return soon. Called by any thread.
        void wake();
    }

    private final String name;
    private final Body body;
    private @Nullable Thread thread;
    private volatile boolean isStopping;
    private volatile long lastStepNanos = System.nanoTime();

    Loop(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    void start() {
        Thread started = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread = started;
        started.start();
    }

    /// How long ago the last round ended.
    Duration sinceLastStep() {
        return Duration.ofNanos(System.nanoTime() - lastStepNanos);
    }

    /// Whether it does not hang.
    boolean isTurning() {
        return sinceLastStep().compareTo(STEP_MAX) < 0;
    }

    private void run() {
        try {
            while (!isStopping) {
                round();
                lastStepNanos = System.nanoTime();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            body.reset();
        }
    }

    private void round() throws InterruptedException {
        try {
            body.step();
        } catch (WakeupException woken) {
            // The next round sees why.
        } catch (RuntimeException | Error failure) {
            tell(failure);
            body.reset();
            Thread.sleep(PAUSE);
        }
    }

    private void tell(Throwable failure) {
        var event = failure instanceof KafkaException ? LOG.atWarn() : LOG.atError();
        event.setCause(failure).addKeyValue("loop", name).log("round failed, starting again");
    }

    @Override
    public void close() {
        isStopping = true;
        body.wake();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(STOP_PATIENCE)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

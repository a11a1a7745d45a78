package dev.sluice.gateway.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks after something at a steady pace.
final class PacedLoop implements Loop.Body {
    /// So long a process that starts has other things to do.
    static final Duration START_PATIENCE = Duration.ofSeconds(3);

    private final Work work;
    private final Duration pace;
    private boolean hasStarted;
    private final CountDownLatch stop = new CountDownLatch(1);

    /// One look.
    interface Work {
        void step() throws InterruptedException;
    }

    PacedLoop(Work work, Duration pace) {
        this.work = work;
        this.pace = pace;
    }

    @Override
    public void step() throws InterruptedException {
        Duration wait = hasStarted ? pace : START_PATIENCE;
        hasStarted = true;
        if (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            work.step();
        }
    }

    @Override
    public void reset() {
        // It holds nothing.
    }

    @Override
    public void wake() {
        stop.countDown();
    }
}

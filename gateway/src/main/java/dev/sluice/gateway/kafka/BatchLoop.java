package dev.sluice.gateway.kafka;

import dev.sluice.gateway.batch.BatchDesk;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks for batches at a steady pace.
final class BatchLoop implements Loop.Body {
    /// So long a process that starts has other things to do.
    private static final Duration START_PATIENCE = Duration.ofSeconds(3);

    private final BatchDesk desk;
    private final Duration pace;
    private boolean hasStarted;
    private final CountDownLatch stop = new CountDownLatch(1);

    BatchLoop(BatchDesk desk, Duration pace) {
        this.desk = desk;
        this.pace = pace;
    }

    @Override
    public void step() throws InterruptedException {
        Duration wait = hasStarted ? pace : START_PATIENCE;
        hasStarted = true;
        if (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            desk.step();
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

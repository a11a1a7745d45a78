package dev.sluice.scheduler.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Steps a pump until it is closed. A broker that is away is tried again for ever.
final class PumpThread {
    private static final Logger LOG = LoggerFactory.getLogger(PumpThread.class);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Pump pump;
    private final Duration rest;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    PumpThread(String name, Pump pump) {
        this(name, pump, Duration.ZERO);
    }

    /// @param rest after each step, for a pump that is in no hurry: the next step takes what came
    ///   meanwhile with one request
    PumpThread(String name, Pump pump, Duration rest) {
        this.name = name;
        this.pump = pump;
        this.rest = rest;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                stepOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pump.close();
        }
    }

    private void stepOnce() throws InterruptedException {
        try {
            pump.step();
            var _ = closing.await(rest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (WakeupException e) {
            LOG.atDebug().addKeyValue("pump", name).log("woken up");
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("pump", name)
                    .addKeyValue("cause", e.toString())
                    .log("reading failed; trying again");
            var _ = closing.await(FAILURE_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// Ends the thread, within [#CLOSE_PATIENCE].
    void close() {
        closing.countDown();
        pump.wakeUp();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

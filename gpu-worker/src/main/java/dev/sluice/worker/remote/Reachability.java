package dev.sluice.worker.remote;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the server takes requests: asked again and again, on a thread of its own; and a call
/// that it loses says no at once. The engine thread's.
final class Reachability {
    /// After a lost call: one broken stream must not keep others away for long, nor a full server
    /// be asked at once.
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    private final BooleanSupplier isServing;
    private final Executor engine;
    private final long intervalNanos;
    private final String address;
    private boolean isUp = true;
    private boolean isAsking;
    private long dueNanos;

    /// Rises with each lost call: what was asked before it does not count.
    private long losses;

    /// @param isServing asks the server; may take its time
    /// @param engine runs something on the engine thread
    Reachability(
            BooleanSupplier isServing,
            Executor engine,
            long intervalNanos,
            String address,
            long nowNanos) {
        this.isServing = isServing;
        this.engine = engine;
        this.intervalNanos = intervalNanos;
        this.address = address;
        this.dueNanos = nowNanos + intervalNanos;
    }

    boolean isUp() {
        return isUp;
    }

    long dueNanos() {
        return dueNanos;
    }

    void onLost(long nowNanos) {
        losses++;
        dueNanos = nowNanos + Math.min(intervalNanos, PAUSE_NANOS);
        set(false);
    }

    /// Asks, if it is time.
    void step(long nowNanos) {
        if (nowNanos - dueNanos < 0) {
            return;
        }
        dueNanos = nowNanos + intervalNanos;
        if (!isAsking) {
            isAsking = true;
            long lossesBefore = losses;
            Thread.ofVirtual()
                    .name("remote-probe")
                    .start(() -> {
                        boolean answer = isServing.getAsBoolean();
                        engine.execute(() -> onAnswer(answer, lossesBefore));
                    });
        }
    }

    private void onAnswer(boolean answer, long lossesBefore) {
        isAsking = false;
        if (lossesBefore == losses) {
            set(answer);
        }
    }

    private void set(boolean up) {
        if (up != isUp) {
            isUp = up;
            LOG.atWarn()
                    .addKeyValue("address", address)
                    .log(
                            up
                                    ? "the remote server answers again"
                                    : "the remote server does not answer: no requests are taken");
        }
    }
}

package dev.sluice.runtime.connection;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The accepted connections of this process and their bounds. Thread-safe.
final class Connections {
    /// Files that the process needs besides: brokers, tables, logs, jars.
    private static final int OTHER_FILES = 512;

    /// Netty makes what asks for it by itself, so it cannot be given.
    private static volatile @Nullable Connections ofProcess;

    private final Limits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Closing, LongAdder> closings = new EnumMap<>(Closing.class);

    /// As `sluice.http` has them.
    record Limits(
            int connectionsMax, Duration headTimeout, Duration idleTimeout, Duration stallTimeout) {
        Limits {
            requirePositive("head-timeout", headTimeout);
            requirePositive("idle-timeout", idleTimeout);
            requirePositive("stall-timeout", stallTimeout);
            if (connectionsMax < 1) {
                throw new IllegalArgumentException(
                        "sluice.http.connections-max is %d, must be at least 1"
                                .formatted(connectionsMax));
            }
        }

        private static void requirePositive(String key, Duration value) {
            if (!value.isPositive()) {
                throw new IllegalArgumentException(
                        "sluice.http.%s is %s, must be positive".formatted(key, value));
            }
        }
    }

    /// Why a connection is closed by this side.
    enum Closing {
        TOO_MANY,
        SLOW_HEAD,
        IDLE,
        STALLED
    }

    Connections(Limits limits) {
        this.limits = limits;
        for (Closing closing : Closing.values()) {
            closings.put(closing, new LongAdder());
        }
    }

    /// What holds from now on in this process.
    static void install(Connections connections) {
        ofProcess = connections;
    }

    static @Nullable Connections ofProcess() {
        return ofProcess;
    }

    /// No more connections than the process may have files: without a file for it, a broker could
    /// not be reached again.
    static int withinFiles(int connectionsMax) {
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            long most = unix.getMaxFileDescriptorCount() - OTHER_FILES;
            return Math.clamp(most, 1, connectionsMax);
        }
        return connectionsMax;
    }

    Limits limits() {
        return limits;
    }

    /// False: there are as many as may be. Then [#leave] is not owed.
    boolean enter() {
        if (open.incrementAndGet() > limits.connectionsMax()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        open.decrementAndGet();
    }

    int openCount() {
        return open.get();
    }

    void onClosing(Closing reason) {
        counterOf(reason).increment();
    }

    long closedCount(Closing reason) {
        return counterOf(reason).sum();
    }

    private LongAdder counterOf(Closing reason) {
        return Objects.requireNonNull(closings.get(reason), "each has one");
    }
}

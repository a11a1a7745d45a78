package dev.sluice.worker.remote;

import java.time.Duration;

/// The bounds of what the server may take and send.
///
/// @param slotCount requests at once
/// @param idleTimeout silence after which a request is lost
/// @param probeInterval from one question whether the server lives to the next
/// @param lineBytesMax of one event
public record RemoteLimits(
        int slotCount, Duration idleTimeout, Duration probeInterval, int lineBytesMax) {
    private static final int LINE_BYTES_MIN = 1_024;
    private static final int LINE_BYTES_MAX = 16 << 20;

    public RemoteLimits {
        requireWithin("slots", slotCount, 1, 65_536);
        requireWithin("line-bytes-max", lineBytesMax, LINE_BYTES_MIN, LINE_BYTES_MAX);
        requirePositive("idle-timeout", idleTimeout);
        requirePositive("probe-interval", probeInterval);
    }

    private static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s is %d, allowed are %d to %d".formatted(name, value, min, max));
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value + ", must be above 0");
        }
    }
}

package dev.sluice.gateway.webhook;

import dev.sluice.contracts.event.StableHash;
import java.time.Duration;

/// How long to wait after a failed attempt:
///
/// ```
/// pause(n) = min(first * 3^(n-1), longest) * (0.8 to 1.2)
/// ```
///
/// The factor at its end spreads the calls that failed together, and follows from the call's name:
/// the same on every gateway.
record Backoff(Duration first, Duration longest) {
    private static final double GROWTH = 3;
    private static final double SPREAD = 0.4;
    private static final double SPREAD_STEPS = 1 << 20;

    /// `attempts`: how many were made, from 1 on.
    Duration after(int attempts, String deliveryId) {
        double millis =
                Math.min(
                        first.toMillis() * Math.pow(GROWTH, attempts - 1),
                        (double) longest.toMillis());
        double place =
                Long.remainderUnsigned(
                                StableHash.of(deliveryId + "/" + attempts), (long) SPREAD_STEPS)
                        / SPREAD_STEPS;
        return Duration.ofMillis((long) (millis * (1 - SPREAD / 2 + SPREAD * place)));
    }
}

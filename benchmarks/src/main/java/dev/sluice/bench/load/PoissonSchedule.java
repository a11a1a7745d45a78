package dev.sluice.bench.load;

import java.util.SplittableRandom;

/// When requests of independent clients arrive: a Poisson process, whose gaps are exponential,
///
/// ```
/// gap = -ln(1 - u) / rate,  u uniform in [0, 1)
/// ```
///
/// Same rate and seed, same schedule.
final class PoissonSchedule {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double ratePerSecond;
    private final SplittableRandom random;
    private double elapsedSeconds;

    PoissonSchedule(double ratePerSecond, long seed) {
        this.ratePerSecond = ratePerSecond;
        this.random = new SplittableRandom(seed);
    }

    /// The next arrival, counted from the beginning.
    long nextNanos() {
        elapsedSeconds += -Math.log1p(-random.nextDouble()) / ratePerSecond;
        return Math.round(elapsedSeconds * NANOS_PER_SECOND);
    }
}

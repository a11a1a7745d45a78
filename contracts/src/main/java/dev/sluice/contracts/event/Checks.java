package dev.sluice.contracts.event;

/// The bounds that event constructors hold their components to.
final class Checks {
    static final int EPOCH_MAX = 1_000_000;
    static final long SCHEDULER_EPOCH_MAX = 1_000_000_000_000L;

    private Checks() {}

    static int notNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", must not be negative");
        }
        return value;
    }

    static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + ", must be at least 1");
        }
        return value;
    }

    /// No request is assigned so often: a higher one is made up, and would shut out all that
    /// follow.
    static int epoch(int value) {
        if (value > EPOCH_MAX) {
            throw new IllegalArgumentException(
                    "epoch is " + value + ", must be at most " + EPOCH_MAX);
        }
        return positive("epoch", value);
    }

    /// The same of schedulers, which follow one another.
    static long schedulerEpoch(long value) {
        if (value < 0 || value > SCHEDULER_EPOCH_MAX) {
            throw new IllegalArgumentException(
                    "schedulerEpoch is "
                            + value
                            + ", must be between 0 and "
                            + SCHEDULER_EPOCH_MAX);
        }
        return value;
    }

    static double within(String what, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", must be between " + min + " and " + max);
        }
        return value;
    }
}

package dev.sluice.contracts.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The bounds that event constructors hold their components to.
final class Checks {
    static final int EPOCH_MAX = 1_000_000;
    static final long SCHEDULER_EPOCH_MAX = 1_000_000_000_000L;

    static final int EVENT_ID_LENGTH_MAX = 1_024;
    static final int NAME_LENGTH_MAX = 256;
    static final int ROUTE_LENGTH_MAX = 8_192;

    private Checks() {}

    /// A text that stands there and is not longer than `lengthMax` characters.
    static String text(String what, String value, int lengthMax) {
        if (Objects.requireNonNull(value, what).length() > lengthMax) {
            throw new IllegalArgumentException(
                    what + " has " + value.length() + " characters, allowed are " + lengthMax);
        }
        return value;
    }

    /// The name of a form, where there is one.
    static void toolCallForm(@Nullable String form) {
        if (form != null) {
            text("toolCallForm", form, NAME_LENGTH_MAX);
        }
    }

    static int notNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", must not be negative");
        }
        return value;
    }

    static long notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", must not be negative");
        }
        return value;
    }

    static void notNegativeIfSet(String what, @Nullable Number value) {
        if (value != null && value.longValue() < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", must not be negative");
        }
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

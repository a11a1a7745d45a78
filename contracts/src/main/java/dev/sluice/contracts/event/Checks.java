package dev.sluice.contracts.event;

/// The bounds that event constructors hold their components to.
final class Checks {
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

    static double within(String what, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", must be between " + min + " and " + max);
        }
        return value;
    }
}

package dev.sluice.bench.report;

/// Digits that a measurement does not have are not printed.
public final class Rounding {
    private Rounding() {}

    public static double toTenth(double value) {
        return Math.round(value * 10) / 10.0;
    }

    public static double toHundredth(double value) {
        return Math.round(value * 100) / 100.0;
    }

    public static double toThousandth(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    public static double toMillionth(double value) {
        return Math.round(value * 1_000_000) / 1_000_000.0;
    }
}

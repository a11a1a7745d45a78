package dev.sluice.it.survival;

import java.time.Duration;
import java.util.List;

/// The sizes of the tests, and the figures that they print.
final class Figures {
    private static final String SIZE = "sluice.survival";

    private Figures() {}

    /// Whether the sizes of the module's README are asked for.
    static boolean isFull() {
        return "full".equals(System.getProperty(SIZE));
    }

    static void tell(String what) {
        System.out.println("SURVIVAL " + what);
    }

    /// The nearest rank; zero of nothing.
    static Duration percentile(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().toList();
        int rank = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.isEmpty() ? Duration.ZERO : Duration.ofNanos(sorted.get(Math.max(0, rank)));
    }
}

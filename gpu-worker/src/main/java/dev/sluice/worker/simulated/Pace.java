package dev.sluice.worker.simulated;

import java.time.Duration;

/// When tokens come.
///
/// @param ttft from a sequence's start in its slot to its first token
/// @param itl from one token of a sequence to the next
public record Pace(Duration ttft, Duration itl) {
    private static final Duration MAX = Duration.ofMinutes(10);

    public Pace {
        requireWithin("ttft", ttft);
        requireWithin("itl", itl);
    }

    private static void requireWithin(String name, Duration value) {
        if (value.isNegative() || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "%s is %s, allowed are 0 to %s".formatted(name, value, MAX));
        }
    }
}

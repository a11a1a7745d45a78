package dev.sluice.audit.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// Tries without end: what was accepted is recorded or, at a stop, read again. Pauses double from
/// the shortest to the longest and stay there. Immutable; blocks the calling thread.
final class Retry {
    /// Waits; false when the service stops and nothing is to be tried any more.
    @FunctionalInterface
    interface Pause {
        boolean pause(Duration duration) throws InterruptedException;
    }

    private final Duration pauseMin;
    private final Duration pauseMax;
    private final Pause pause;

    Retry(Duration pauseMin, Duration pauseMax, Pause pause) {
        this.pauseMin = pauseMin;
        this.pauseMax = pauseMax;
        this.pause = pause;
    }

    /// The first result that is not empty.
    ///
    /// @throws CancellationException when the service stops first
    <T> T untilPresent(Supplier<Optional<T>> attempt) {
        Duration wait = pauseMin;
        Optional<T> result = attempt.get();
        while (result.isEmpty()) {
            pause(wait);
            wait = shorter(wait.multipliedBy(2), pauseMax);
            result = attempt.get();
        }
        return result.get();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private void pause(Duration wait) {
        try {
            if (!pause.pause(wait)) {
                throw new CancellationException("the service stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}

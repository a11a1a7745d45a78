package dev.sluice.scheduler.lease;

import java.time.Duration;

/// The bounds of a lease.
///
/// @param workerTimeout a worker that reports nothing for this long is lost
/// @param assignmentGrace an assignment that the worker does not list for this long is lost; also
///   how long a worker has to end a cancelled request itself
/// @param progressTimeout a worker with running requests whose engine does not step for this long
///   is lost
/// @param attemptsMax so many workers may be lost with a request before it is given up
public record LeaseSettings(
        Duration workerTimeout,
        Duration assignmentGrace,
        Duration progressTimeout,
        int attemptsMax) {
    public LeaseSettings {
        positive("worker-timeout", workerTimeout);
        positive("assignment-grace", assignmentGrace);
        positive("progress-timeout", progressTimeout);
        if (attemptsMax < 1) {
            throw new IllegalArgumentException(
                    "attempts-max is " + attemptsMax + ", must be at least 1");
        }
    }

    private static void positive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + " is " + value + ", must be positive");
        }
    }
}

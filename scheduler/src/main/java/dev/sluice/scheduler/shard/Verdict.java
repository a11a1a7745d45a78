package dev.sluice.scheduler.shard;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Failure;
import dev.sluice.scheduler.shard.RequestState.Assigned;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a request must end without an answer, and why. A pure function of the request, so that
/// it need not be stored: whoever looks again comes to the same verdict.
final class Verdict {
    private final int attemptsMax;

    Verdict(int attemptsMax) {
        this.attemptsMax = attemptsMax;
    }

    /// Null: it may go on.
    @Nullable Failure on(TrackedRequest tracked, Instant now) {
        TrackedRequest.Cancellation cancellation = tracked.cancellation();
        if (cancellation != null) {
            return cancelled(cancellation.reason());
        }
        if (tracked.request().urgency().hasPassed(now)) {
            return late(tracked.request().urgency().deadline());
        }
        // What runs may go on, however often it was tried before.
        return tracked.attempts() >= attemptsMax && !(tracked.state() instanceof Assigned)
                ? poison(tracked.attempts())
                : null;
    }

    static Failure cancelled(String reason) {
        return Failure.of(ErrorCode.CANCELLED, "the request was cancelled: " + reason);
    }

    static Failure late(@Nullable Instant deadline) {
        return Failure.of(
                ErrorCode.DEADLINE_EXCEEDED, "the deadline " + deadline + " passed before the end");
    }

    private Failure poison(int attempts) {
        return Failure.of(
                ErrorCode.POISON_REQUEST,
                "the request was taken from "
                        + attempts
                        + " workers that failed with it, allowed are "
                        + attemptsMax);
    }
}

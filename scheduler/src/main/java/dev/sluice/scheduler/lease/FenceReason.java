package dev.sluice.scheduler.lease;

/// Why a request is taken from whoever has it.
public enum FenceReason {
    /// No report within the worker timeout.
    WORKER_SILENT(true),
    /// Another incarnation reports under the same id.
    WORKER_RESTARTED(true),
    /// The worker reports, but its engine does not step.
    WORKER_STALLED(true),
    /// The worker left in good order: the request is not to blame.
    WORKER_STOPPED(false),
    /// The worker lives and does not list the request.
    ASSIGNMENT_MISSING(true),
    /// Its slot is wanted for a more urgent request; it goes on later.
    PREEMPTED(false),
    /// A former scheduler may have given it away.
    TAKEOVER(false),
    /// Cancelled, or its deadline passed: it is fenced to be ended.
    ENDING(false);

    private final boolean attempt;

    FenceReason(boolean attempt) {
        this.attempt = attempt;
    }

    /// Whether the request may be the cause, so that it is given up when this happens too often.
    public boolean isAttempt() {
        return attempt;
    }

    /// Whether the worker may be busy with it for long, and should be told to stop.
    public boolean isRevoked() {
        return this == WORKER_STALLED || this == WORKER_SILENT || this == PREEMPTED;
    }
}

package dev.sluice.scheduler.lease;

import dev.sluice.scheduler.placement.Worker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a lease still holds.
public final class LeaseCheck {
    private final LeaseSettings settings;

    public LeaseCheck(LeaseSettings settings) {
        this.settings = settings;
    }

    public boolean isSilent(Worker worker, Duration leaseTime) {
        return leaseTime.minus(worker.seenAt()).compareTo(settings.workerTimeout()) > 0;
    }

    /// It reports, so its process lives; but its engine stands still, with work to do.
    public boolean isStalled(Worker worker, Duration leaseTime) {
        return leaseTime.minus(worker.progressedAt()).compareTo(settings.progressTimeout()) > 0;
    }

    /// Why the request must be taken from its worker; empty while the lease holds.
    ///
    /// @param current the incarnation that reports under the worker's id now; null when it is lost
    public Optional<FenceReason> loss(Lease lease, @Nullable Worker current, Duration leaseTime) {
        if (current == null) {
            return Optional.of(FenceReason.WORKER_SILENT);
        }
        if (!current.incarnation().equals(lease.incarnation())) {
            return Optional.of(FenceReason.WORKER_RESTARTED);
        }
        if (current.isStopped()) {
            return Optional.of(FenceReason.WORKER_STOPPED);
        }
        if (isSilent(current, leaseTime)) {
            return Optional.of(FenceReason.WORKER_SILENT);
        }
        if (isStalled(current, leaseTime)) {
            return Optional.of(FenceReason.WORKER_STALLED);
        }
        return isMissing(lease, leaseTime)
                ? Optional.of(FenceReason.ASSIGNMENT_MISSING)
                : Optional.empty();
    }

    private boolean isMissing(Lease lease, Duration leaseTime) {
        return leaseTime.minus(lease.seenAt()).compareTo(settings.assignmentGrace()) > 0;
    }
}

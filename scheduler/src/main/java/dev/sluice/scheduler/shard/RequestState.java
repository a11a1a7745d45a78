package dev.sluice.scheduler.shard;

import dev.sluice.scheduler.lease.Lease;
import java.time.Duration;
import java.time.Instant;

/// Where one request is. Only these edges exist:
///
/// | from | edge | to | when |
/// |---|---|---|---|
/// | Waiting | toAssigned | Assigned | a worker with a free slot takes it, or is found running it |
/// | Waiting | toFencing | Fencing | it goes out or ends, but a former scheduler may have given it away |
/// | Waiting | toEnding | Ending | cancelled, too late, given up |
/// | Waiting | toSuperseded | Waiting | a record of a higher epoch shows that somebody else has it |
/// | Waiting | toFinished | Finished | its end stands in the log |
/// | Assigned | toSeen | Assigned | the worker lists it in a report |
/// | Assigned | toFencing | Fencing | its lease is lost, or it must end |
/// | Assigned | toSuperseded | Waiting | as above |
/// | Assigned | toFinished | Finished | its end stands in the log |
/// | Fencing | toWaiting | Waiting | the fence was read back: what precedes it is known |
/// | Fencing | toSuperseded | Waiting | as above |
/// | Fencing | toFinished | Finished | its end stands in the log before the fence |
/// | Ending | toSuperseded | Waiting | as above: the end does not count |
/// | Ending | toFinished | Finished | the end was read back |
///
/// A test compares this table with the methods below.
public sealed interface RequestState {
    /// What a waiting request's newest epoch means.
    enum Claim {
        /// Nobody ever had it: it is assigned with epoch 1, or ended at index 0.
        NONE,
        /// Its fence is in the log and this scheduler's: the epoch is free to be used once.
        FENCED,
        /// Somebody may have it: it must be fenced first.
        UNKNOWN
    }

    Finished toFinished(boolean byWorker);

    record Waiting(Claim claim) implements RequestState {
        Assigned toAssigned(Lease lease, Instant at) {
            return new Assigned(lease, at);
        }

        Fencing toFencing(int fenceEpoch) {
            return new Fencing(fenceEpoch);
        }

        Ending toEnding() {
            return new Ending();
        }

        Waiting toSuperseded() {
            return new Waiting(Claim.UNKNOWN);
        }

        @Override
        public Finished toFinished(boolean byWorker) {
            return new Finished(byWorker);
        }
    }

    record Assigned(Lease lease, Instant assignedAt) implements RequestState {
        Assigned toSeen(Duration leaseTime) {
            return new Assigned(lease.seen(leaseTime), assignedAt);
        }

        Fencing toFencing(int fenceEpoch) {
            return new Fencing(fenceEpoch);
        }

        Waiting toSuperseded() {
            return new Waiting(Claim.UNKNOWN);
        }

        @Override
        public Finished toFinished(boolean byWorker) {
            return new Finished(byWorker);
        }
    }

    /// The fence is written and not yet read back. Until then tokens of the former epoch count:
    /// they may stand before it.
    record Fencing(int fenceEpoch) implements RequestState {
        Waiting toWaiting() {
            return new Waiting(Claim.FENCED);
        }

        Waiting toSuperseded() {
            return new Waiting(Claim.UNKNOWN);
        }

        @Override
        public Finished toFinished(boolean byWorker) {
            return new Finished(byWorker);
        }
    }

    /// Its end is written and not yet read back. The log decides whether it counts.
    record Ending() implements RequestState {
        Waiting toSuperseded() {
            return new Waiting(Claim.UNKNOWN);
        }

        @Override
        public Finished toFinished(boolean byWorker) {
            return new Finished(byWorker);
        }
    }

    /// What is remembered of an ended request. `byWorker`: its worker ended it, so its slot is free
    /// whatever a late report says.
    record Finished(boolean byWorker) implements RequestState {
        @Override
        public Finished toFinished(boolean again) {
            throw new IllegalStateException("a finished request cannot finish again");
        }
    }
}

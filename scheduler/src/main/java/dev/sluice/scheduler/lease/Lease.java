package dev.sluice.scheduler.lease;

import dev.sluice.contracts.WorkerId;
import java.time.Duration;

/// One request's hold on one incarnation of a worker. `seenAt` is the lease time at which the
/// worker last listed it, or at which it was given.
public record Lease(WorkerId workerId, String incarnation, Duration seenAt) {
    public Lease seen(Duration leaseTime) {
        return new Lease(workerId, incarnation, leaseTime);
    }
}

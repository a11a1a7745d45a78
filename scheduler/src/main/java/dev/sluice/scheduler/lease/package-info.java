/// For how long a worker keeps what it was given, and why it loses it. Called by `shard` only;
/// pure.
///
/// Leases run on *lease time*, which passes only while the scheduler provably reads `workers` to
/// its end: neither a broker that is away nor a scheduler that was stopped makes all workers look
/// dead.
@NullMarked
package dev.sluice.scheduler.lease;

import org.jspecify.annotations.NullMarked;

/// What waits, in which order, and how much may wait. Called by `shard` only; plain values and
/// collections without a clock, owned by the loop thread.
@NullMarked
package dev.sluice.scheduler.queueing;

import org.jspecify.annotations.NullMarked;

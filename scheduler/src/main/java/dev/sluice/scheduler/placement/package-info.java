/// The workers as one shard sees them, and which of them takes the next request. Called by `shard`
/// only; no clock, owned by the loop thread.
@NullMarked
package dev.sluice.scheduler.placement;

import org.jspecify.annotations.NullMarked;

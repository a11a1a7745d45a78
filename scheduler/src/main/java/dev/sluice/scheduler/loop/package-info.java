/// The scheduler's one thread: takes what arrived, lets each shard decide, writes, waits for the
/// acknowledgements, commits. Without Kafka types: the broker is behind the ports, so that a
/// simulation runs the same code. Called by `kafka`.
@NullMarked
package dev.sluice.scheduler.loop;

import org.jspecify.annotations.NullMarked;

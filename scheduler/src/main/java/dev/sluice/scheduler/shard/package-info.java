/// One shard: all requests of one partition of `prompts`, as a state machine without I/O.
/// [dev.sluice.scheduler.shard.ShardDecider] turns a command into events and outgoing records and
/// changes nothing; [dev.sluice.scheduler.shard.ShardState#apply] is the only mutator. Called by
/// `loop`, whose thread owns the state.
@NullMarked
package dev.sluice.scheduler.shard;

import org.jspecify.annotations.NullMarked;

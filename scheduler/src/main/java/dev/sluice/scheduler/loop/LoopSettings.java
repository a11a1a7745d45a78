package dev.sluice.scheduler.loop;

import dev.sluice.scheduler.shard.ShardSettings;
import java.time.Duration;

/// What the loop is set up with.
///
/// @param awayMax a loop that stood still for longer may have been followed by another scheduler,
///   and starts over
/// @param rewindMargin so much earlier than the oldest unfinished prompt a takeover reads `tokens`:
///   for clocks that differ, and for late copies of prompts whose requests have ended
public record LoopSettings(ShardSettings shard, Duration awayMax, Duration rewindMargin) {}

package dev.sluice.scheduler.shard;

import dev.sluice.scheduler.queueing.Request;

/// A prompt that is set aside for people to look at: it could be read, but not be served. `reason`
/// does not quote it.
public record DeadLetter(Request request, String reason) {}

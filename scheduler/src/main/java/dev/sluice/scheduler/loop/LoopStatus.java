package dev.sluice.scheduler.loop;

import java.time.Instant;

/// What health checks and gauges show of the loop, as of its last step.
public record LoopStatus(Instant steppedAt, int shards, int liveShards, int waitingCount) {
    public boolean isRecovering() {
        return liveShards < shards;
    }
}

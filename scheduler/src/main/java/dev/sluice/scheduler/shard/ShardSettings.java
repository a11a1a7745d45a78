package dev.sluice.scheduler.shard;

import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;

/// All that a shard is set up with.
public record ShardSettings(
        QueueingSettings queueing,
        BatchingSettings batching,
        PlacementSettings placement,
        LeaseSettings lease) {}

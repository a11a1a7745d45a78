package dev.sluice.scheduler.shard;

import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.Request;
import java.util.Comparator;

/// All that a shard is set up with. `queueOrder` is where a tenants' fairness goes in.
public record ShardSettings(
        QueueingSettings queueing,
        BatchingSettings batching,
        LeaseSettings lease,
        Comparator<Request> queueOrder) {}

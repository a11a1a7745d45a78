/// `bench scheduler`: the scheduler's core alone, as its loop uses it: the same `ShardDecider` and
/// `ShardState`, without Kafka.
///
/// [SchedulerCommand] is called by the command line on the main thread.
@NullMarked
package dev.sluice.bench.scheduling;

import org.jspecify.annotations.NullMarked;

/// The rim towards Kafka. Three pumps, each with a consumer and a thread of its own, read and
/// decode; one bounded inbox hands everything to the loop's thread, which alone owns state and
/// writes. [dev.sluice.scheduler.kafka.SchedulerProcess] puts it together; called by the
/// application.
@NullMarked
package dev.sluice.scheduler.kafka;

import org.jspecify.annotations.NullMarked;

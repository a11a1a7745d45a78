/// The scheduler as an application: its command, configuration, health and metrics. The walk
/// through the code is in the module's README; `loop.SchedulerLoop` tells the story.
@NullMarked
package dev.sluice.scheduler;

import org.jspecify.annotations.NullMarked;

/// `bench load`: what clients of a running mesh see, measured over its HTTP interface.
///
/// [LoadCommand] is called by the command line on the main thread, which keeps the schedule; each
/// request has a virtual thread of its own. [PoissonSchedule], [AnswerTimeline], [Answer] and
/// [LoadFigures] take time as an argument and do no input or output.
@NullMarked
package dev.sluice.bench.load;

import org.jspecify.annotations.NullMarked;

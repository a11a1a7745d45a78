/// `bench streams`: what many open connections cost one gateway process, and whether any is lost.
///
/// [StreamsCommand] is called by the command line on the main thread, which waits and looks at the
/// gateway's process; all connections belong to one event loop. [StreamPlace] and [Tally] take time
/// as an argument and do no input or output.
@NullMarked
package dev.sluice.bench.crowd;

import org.jspecify.annotations.NullMarked;

/// Batches: a file of requests, run in the background within bounds, its answers in files. Whatever
/// is decided is on the log before it is acted on, so any gateway goes on where another one
/// stopped. One virtual thread for each batch that this gateway drives; `http` reads and renders.
@NullMarked
package dev.sluice.gateway.batch;

import org.jspecify.annotations.NullMarked;

/// What is counted and timed, under the names that vLLM's users know. Called by `http` on event
/// loops and by `kafka` on its threads; meters are thread-safe.
@NullMarked
package dev.sluice.gateway.metrics;

import org.jspecify.annotations.NullMarked;

/// Deterministic simulation: the production loop and rules under a virtual clock and one seed, with
/// a simulated broker, group and workers that fail in every way that the real ones do.
@NullMarked
package dev.sluice.scheduler.simulation;

import org.jspecify.annotations.NullMarked;

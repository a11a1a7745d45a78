/// The whole mesh in one thread: the services' own loops on a simulated broker, under one clock and
/// one seed. The parts of each service are put together in its own package beside this one, as its
/// process does it.
@NullMarked
package dev.sluice.simulation;

import org.jspecify.annotations.NullMarked;

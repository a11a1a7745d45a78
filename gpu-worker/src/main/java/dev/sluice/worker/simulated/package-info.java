/// The simulated engine: answers of a set length at a set pace, for load tests of a deployment
/// without the hardware, and for measuring what the mesh itself costs.
///
/// [SimulatedBatch] has the rules and takes the time as an argument; [SimulatedThread] runs it.
@NullMarked
package dev.sluice.worker.simulated;

import org.jspecify.annotations.NullMarked;

/// The step loop: sequences join a running batch, are prefilled in chunks, get one token per step,
/// and leave.
///
/// [DecodeLoop] is the class to read first. `admit` and `cancel` are called by the worker's Kafka
/// intake from any thread; `step` belongs to one platform thread, the engine thread
/// ([DecodeThread]), and listeners are called on it. No Kafka, no clock, no native code: the engine
/// is behind [Engine], time is an argument.
@NullMarked
package dev.sluice.worker.decode;

import org.jspecify.annotations.NullMarked;

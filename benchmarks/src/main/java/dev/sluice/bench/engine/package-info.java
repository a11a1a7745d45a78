/// `bench engine`: the speed of the engine alone, through the same `OrtEngine` as the worker's.
///
/// [EngineCommand] is called by the command line on the main thread, which is the engine thread
/// here. [ModelUnderTest] serves the other benchmarks that load a model.
@NullMarked
package dev.sluice.bench.engine;

import org.jspecify.annotations.NullMarked;

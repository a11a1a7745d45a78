/// `bench accuracy`: what converting a model has cost it, against a float32 build of the same file.
///
/// [AccuracyCommand] is called by the command line on the main thread, which is the engine thread
/// here. The arithmetic ([LogProbabilities], [Divergence]) is free of engines and files.
@NullMarked
package dev.sluice.bench.accuracy;

import org.jspecify.annotations.NullMarked;

/// Turns a GGUF file into a model folder that the worker can load: ONNX graph, weights, tokenizer,
/// chat template, configuration and a manifest with the SHA-256 of each file. Called by the command
/// line and by the worker's model store; a build runs on the caller's thread and borrows the common
/// pool for the tensors.
@NullMarked
package dev.sluice.modelbuilder;

import org.jspecify.annotations.NullMarked;

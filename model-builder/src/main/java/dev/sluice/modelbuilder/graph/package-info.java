/// Plans the ONNX graph of a decoder: which architecture the file holds, the nodes, and which
/// tensors feed which initializer. Plans only; no weight is read here. Called by
/// [dev.sluice.modelbuilder.ModelBuilder] on its thread.
@NullMarked
package dev.sluice.modelbuilder.graph;

import org.jspecify.annotations.NullMarked;

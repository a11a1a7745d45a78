/// The part of the ONNX file format that the builder writes: records for model, node, initializer,
/// and their protobuf wire form. Pure; called by the graph planner and by
/// [dev.sluice.modelbuilder.ModelBuilder].
@NullMarked
package dev.sluice.modelbuilder.onnx;

import org.jspecify.annotations.NullMarked;

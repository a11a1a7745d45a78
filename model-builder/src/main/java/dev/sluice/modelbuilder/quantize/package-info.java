/// Number formats: decodes GGUF's tensor blocks to float32 and repacks them to the int8 blocks of
/// the ONNX graph. Pure functions over arrays; called by the builder's worker threads.
@NullMarked
package dev.sluice.modelbuilder.quantize;

import org.jspecify.annotations.NullMarked;

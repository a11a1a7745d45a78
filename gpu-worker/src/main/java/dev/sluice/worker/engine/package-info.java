/// ONNX Runtime through its C API and Java's foreign functions: the rim below
/// [dev.sluice.worker.decode.Engine].
///
/// [OrtEngine] is the entry type; the worker's start-up opens it, then only the engine thread calls
/// it. Why not the Java API of ONNX Runtime: it has no IO binding and no device memory, so the KV
/// cache would be copied every step.
@NullMarked
package dev.sluice.worker.engine;

import org.jspecify.annotations.NullMarked;

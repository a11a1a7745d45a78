package dev.sluice.modelbuilder.onnx;

import java.nio.ByteBuffer;
import java.util.List;

/// A constant of the graph, either in the model file itself or as a range of a file beside it.
/// Values are little-endian and row-major. Why outside: a protobuf message ends at 2 GB, and ONNX
/// Runtime maps outside data instead of copying it.
public sealed interface Initializer {
    String name();

    ElementType type();

    List<Long> shape();

    record Inside(String name, ElementType type, List<Long> shape, ByteBuffer content)
            implements Initializer {
        public Inside {
            shape = List.copyOf(shape);
        }
    }

    record Outside(
            String name,
            ElementType type,
            List<Long> shape,
            String location,
            long offset,
            long bytes)
            implements Initializer {
        public Outside {
            shape = List.copyOf(shape);
        }
    }
}

package dev.sluice.modelbuilder.onnx;

import java.util.List;

/// Name, type and shape of a graph input or output.
public record ValueInfo(String name, ElementType type, List<Dimension> shape) {
    public ValueInfo {
        shape = List.copyOf(shape);
    }
}

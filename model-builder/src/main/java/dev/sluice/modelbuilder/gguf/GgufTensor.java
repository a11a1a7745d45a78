package dev.sluice.modelbuilder.gguf;

import java.util.List;

/// Where one tensor lies in the file. `shape` is GGUF's order, fastest first: a matrix is [columns,
/// rows]. `offset` counts from the start of the file; the range [offset, offset + bytes) was
/// checked to lie within it.
public record GgufTensor(String name, TensorType type, List<Long> shape, long offset, long bytes) {

    public GgufTensor {
        shape = List.copyOf(shape);
    }

    /// Weights in one row.
    public long columns() {
        return shape.getFirst();
    }

    public long rows() {
        return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    public long bytesPerRow() {
        return type.bytesOf(columns());
    }
}

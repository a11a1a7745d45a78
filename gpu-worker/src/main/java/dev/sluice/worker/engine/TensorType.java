package dev.sluice.worker.engine;

import java.util.List;

/// The type that a model declares for an input or output. A dimension that is only known at run
/// time is -1.
record TensorType(int elementType, List<Long> dimensions) {
    static final TensorType NOT_A_TENSOR = new TensorType(0, List.of());

    TensorType {
        dimensions = List.copyOf(dimensions);
    }

    boolean isTensor(int expectedElementType, int expectedRank) {
        return elementType == expectedElementType && dimensions.size() == expectedRank;
    }
}

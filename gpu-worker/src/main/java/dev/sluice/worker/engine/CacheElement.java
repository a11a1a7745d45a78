package dev.sluice.worker.engine;

import java.util.Arrays;
import java.util.Optional;

/// What a model stores a key or value in: the CPU's kernels want full, the GPU's half precision.
enum CacheElement {
    FLOAT32(OrtApi.FLOAT32, Float.BYTES),
    FLOAT16(OrtApi.FLOAT16, Short.BYTES);

    private final int elementType;
    private final int bytes;

    CacheElement(int elementType, int bytes) {
        this.elementType = elementType;
        this.bytes = bytes;
    }

    static Optional<CacheElement> of(int elementType) {
        return Arrays.stream(values()).filter(e -> e.elementType == elementType).findFirst();
    }

    /// Its number in ONNX Runtime.
    int elementType() {
        return elementType;
    }

    int bytes() {
        return bytes;
    }
}

package dev.sluice.worker.engine;

/// Memory that the model's device computes in; addresses need not be readable by Java. Engine
/// thread.
interface DeviceMemory extends AutoCloseable {
    /// ONNX Runtime's description of this memory, for making tensors over it.
    long info();

    /// Contents are undefined.
    long allocate(long byteCount);

    void free(long address);

    /// The ranges must not overlap.
    void copy(long from, long to, long byteCount);

    @Override
    void close();
}

package dev.sluice.worker.engine;

/// Memory that the model's device computes in; addresses need not be readable by Java. Engine
/// thread.
interface DeviceMemory extends AutoCloseable {
    /// ONNX Runtime's description of this memory, for making tensors over it.
    long info();

    /// Whether it is the host's. ONNX Runtime reads an input in the host's memory where it lies,
    /// for another device it copies it at the time when it is bound.
    boolean isHost();

    /// Contents are undefined.
    long allocate(long byteCount);

    void free(long address);

    /// The ranges must not overlap. May return before it is done, see [#settle].
    void copy(long from, long to, long byteCount);

    /// Returns when what was copied can be read by a pass.
    void settle();

    @Override
    void close();
}

package dev.sluice.worker.engine;

/// What is asked of the NVIDIA driver. What fails throws what [CudaCalls] says.
interface CudaDriver {
    /// The newest CUDA that it runs, `1000 · major + 10 · minor`.
    int version();

    /// Must come before the questions below.
    void initialise();

    int deviceCount();

    Gpu gpu(int index);

    /// `major.minor` is the compute capability: which machine code it runs.
    record Gpu(String name, int major, int minor, long memoryBytes) {}
}

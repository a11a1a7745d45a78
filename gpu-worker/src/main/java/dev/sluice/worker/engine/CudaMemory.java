package dev.sluice.worker.engine;

/// Memory of an NVIDIA GPU, from the session's own allocator, so that ONNX Runtime counts it.
///
/// Why copies go through CUDA's own library: `CopyTensors` of ONNX Runtime's C API knows only
/// devices of providers that were registered with the environment as plugins, and this one is a
/// session's.
final class CudaMemory implements DeviceMemory {
    private static final String KIND = "Cuda";

    private final OrtApi api;
    private final CudaRuntime runtime;
    private final long info;
    private final long allocator;

    /// `kind` is ONNX Runtime's name for the memory.
    CudaMemory(OrtApi api, OrtSession session, CudaRuntime runtime, String kind, int deviceIndex) {
        this.api = api;
        this.runtime = runtime;
        this.info = api.createMemoryInfo(kind, deviceIndex);
        this.allocator = api.createAllocator(session.handle(), info);
    }

    static CudaMemory of(OrtApi api, OrtSession session, Device.Cuda device) {
        return new CudaMemory(api, session, CudaRuntime.load(device), KIND, device.index());
    }

    @Override
    public long info() {
        return info;
    }

    @Override
    public boolean isHost() {
        return false;
    }

    /// Zeros, as far as anyone can see: what a GPU's memory holds may be no numbers, and attention
    /// kernels multiply even what they mask.
    @Override
    public long allocate(long byteCount) {
        long address = api.allocate(allocator, byteCount);
        runtime.clear(address, byteCount);
        return address;
    }

    @Override
    public void free(long address) {
        api.free(allocator, address);
    }

    @Override
    public void copy(long from, long to, long byteCount) {
        runtime.copy(from, to, byteCount);
    }

    /// Why needed: ONNX Runtime computes in a stream of its own, which does not wait for the one
    /// that copies.
    @Override
    public void settle() {
        runtime.synchronise();
    }

    @Override
    public void close() {
        api.release(OrtApi.Kind.ALLOCATOR, allocator);
        api.release(OrtApi.Kind.MEMORY_INFO, info);
    }
}

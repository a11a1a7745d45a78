package dev.sluice.worker.engine;

import java.lang.foreign.MemorySegment;

/// Memory of the host, from ONNX Runtime's allocator. Why not an [java.lang.foreign.Arena]: that
/// one writes zeros, so the KV cache would take all its memory before the first token.
final class HostMemory implements DeviceMemory {
    private final OrtApi api;
    private final long allocator;
    private final long info;

    HostMemory(OrtApi api) {
        this.api = api;
        this.allocator = api.defaultAllocator();
        this.info = api.createCpuMemoryInfo();
    }

    @Override
    public long info() {
        return info;
    }

    @Override
    public boolean isHost() {
        return true;
    }

    @Override
    public long allocate(long byteCount) {
        return api.allocate(allocator, byteCount);
    }

    @Override
    public void free(long address) {
        api.free(allocator, address);
    }

    @Override
    @SuppressWarnings("restricted")
    public void copy(long from, long to, long byteCount) {
        MemorySegment source = MemorySegment.ofAddress(from).reinterpret(byteCount);
        MemorySegment target = MemorySegment.ofAddress(to).reinterpret(byteCount);
        target.copyFrom(source);
    }

    @Override
    public void settle() {}

    @Override
    public void close() {
        api.release(OrtApi.Kind.MEMORY_INFO, info);
    }
}

package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// CUDA's runtime library for one GPU: the one that ONNX Runtime's provider has loaded too, so both
/// work in the same context. Addresses are the GPU's. Any thread, one at a time.
final class CudaRuntime {
    private static final String LIBRARY = "libcudart.so.12";
    private static final int DEVICE_TO_DEVICE = 3;

    private final CudaCalls calls;
    private final int deviceIndex;
    private final MethodHandle setDevice;
    private final MethodHandle memcpy;
    private final MethodHandle memset;
    private final MethodHandle deviceSynchronize;

    CudaRuntime(SymbolLookup symbols, int deviceIndex) {
        this.calls = new CudaCalls(symbols, code -> nameOf(symbols, code));
        this.deviceIndex = deviceIndex;
        setDevice = calls.function("cudaSetDevice", JAVA_INT);
        memcpy = calls.function("cudaMemcpy", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
        memset = calls.function("cudaMemset", JAVA_LONG, JAVA_INT, JAVA_LONG);
        deviceSynchronize = calls.function("cudaDeviceSynchronize");
    }

    @SuppressWarnings("restricted")
    static CudaRuntime load(Device.Cuda device) {
        return new CudaRuntime(SymbolLookup.libraryLookup(LIBRARY, Arena.global()), device.index());
    }

    /// Copies within the GPU; may return before it is done.
    void copy(long from, long to, long byteCount) {
        use();
        calls.call(
                "cudaMemcpy",
                () -> (int) memcpy.invokeExact(to, from, byteCount, DEVICE_TO_DEVICE));
    }

    /// Writes zeros; may return before it is done.
    void clear(long address, long byteCount) {
        use();
        calls.call("cudaMemset", () -> (int) memset.invokeExact(address, 0, byteCount));
    }

    /// Returns when the GPU has done all it was told.
    void synchronise() {
        use();
        calls.call("cudaDeviceSynchronize", () -> (int) deviceSynchronize.invokeExact());
    }

    /// The GPU in use is a thread's own, and the engine is opened by another thread than runs it.
    private void use() {
        calls.call("cudaSetDevice", () -> (int) setDevice.invokeExact(deviceIndex));
    }

    @SuppressWarnings("restricted")
    private static String nameOf(SymbolLookup symbols, int code) {
        MethodHandle getErrorName =
                Linker.nativeLinker()
                        .downcallHandle(
                                symbols.findOrThrow("cudaGetErrorName"),
                                FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
        try {
            return OrtTable.text((long) getErrorName.invokeExact(code));
        } catch (Throwable e) {
            throw new IllegalStateException("cudaGetErrorName", e);
        }
    }
}

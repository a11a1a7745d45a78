package dev.sluice.worker.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// CUDA's libraries as C functions that are written in Java: what calls them through the foreign
/// function interface calls them as it would call the real ones. The "GPU" is an NVIDIA H100 whose
/// memory is the host's.
@SuppressWarnings("restricted")
final class FakeCuda implements SymbolLookup {
    static final int INVALID_DEVICE = 101;

    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

    /// What was called, with the numbers that matter.
    final List<String> calls = new ArrayList<>();

    int driverVersion = 12_040;
    int initCode;
    int copyCode;

    private final Map<String, MemorySegment> functions = new HashMap<>();
    private final Arena arena = Arena.ofAuto();

    FakeCuda() {
        add("cuDriverGetVersion", INT, POINTER);
        add("cuInit", INT, INT);
        add("cuDeviceGetCount", INT, POINTER);
        add("cuDeviceGet", INT, POINTER, INT);
        add("cuDeviceGetName", INT, POINTER, INT, INT);
        add("cuDeviceGetAttribute", INT, POINTER, INT, INT);
        add("cuDeviceTotalMem_v2", INT, POINTER, INT);
        add("cuGetErrorName", INT, INT, POINTER);
        add("cudaSetDevice", INT, INT);
        add("cudaMemcpy", INT, POINTER, POINTER, SIZE, INT);
        add("cudaMemset", INT, POINTER, INT, SIZE);
        add("cudaDeviceSynchronize", INT);
        add("cudaGetErrorName", POINTER, INT);
    }

    @Override
    public Optional<MemorySegment> find(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    int cuDriverGetVersion(MemorySegment version) {
        return answer(version, driverVersion);
    }

    int cuInit(int flags) {
        calls.add("cuInit " + flags);
        return initCode;
    }

    int cuDeviceGetCount(MemorySegment count) {
        return answer(count, 2);
    }

    /// A handle need not be the index.
    int cuDeviceGet(MemorySegment device, int index) {
        return index < 2 ? answer(device, 70 + index) : INVALID_DEVICE;
    }

    int cuDeviceGetName(MemorySegment name, int bytes, int device) {
        name.reinterpret(bytes).setString(0, "NVIDIA H100 " + device);
        return 0;
    }

    /// `CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR` and `_MINOR` of `cuda.h`.
    int cuDeviceGetAttribute(MemorySegment value, int attribute, int device) {
        return switch (attribute) {
            case 75 -> answer(value, 9);
            case 76 -> answer(value, 0);
            default -> 1;
        };
    }

    int cuDeviceTotalMem_v2(MemorySegment bytes, int device) {
        bytes.reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, 80L << 30);
        return 0;
    }

    int cuGetErrorName(int code, MemorySegment text) {
        MemorySegment name = cudaGetErrorName(code);
        text.reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, name.address());
        return 0;
    }

    int cudaSetDevice(int index) {
        calls.add("cudaSetDevice " + index);
        return 0;
    }

    int cudaMemcpy(MemorySegment to, MemorySegment from, long byteCount, int kind) {
        calls.add("cudaMemcpy " + byteCount + " kind " + kind);
        to.reinterpret(byteCount).copyFrom(from.reinterpret(byteCount));
        return copyCode;
    }

    int cudaMemset(MemorySegment address, int value, long byteCount) {
        calls.add("cudaMemset " + byteCount);
        address.reinterpret(byteCount).fill((byte) value);
        return 0;
    }

    int cudaDeviceSynchronize() {
        calls.add("cudaDeviceSynchronize");
        return 0;
    }

    MemorySegment cudaGetErrorName(int code) {
        return arena.allocateFrom("CODE_" + code);
    }

    private static int answer(MemorySegment out, int value) {
        out.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, value);
        return 0;
    }

    private void add(String name, MemoryLayout answer, MemoryLayout... parameters) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(answer, parameters);
        MethodType type = descriptor.toMethodType();
        try {
            MethodHandle method = MethodHandles.lookup().bind(this, name, type);
            functions.put(name, Linker.nativeLinker().upcallStub(method, descriptor, arena));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }
}

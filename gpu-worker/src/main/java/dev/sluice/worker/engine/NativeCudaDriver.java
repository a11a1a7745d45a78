package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.contracts.SluiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The driver's own library, `libcuda.so.1` (`cuda.h`; the names and numbers are those of its ABI,
/// which NVIDIA keeps). No context is made, so nothing is taken of the GPU.
final class NativeCudaDriver implements CudaDriver {
    static final String LIBRARY = "libcuda.so.1";

    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;

    private final CudaCalls calls;
    private final MethodHandle driverGetVersion;
    private final MethodHandle init;
    private final MethodHandle deviceGetCount;
    private final MethodHandle deviceGet;
    private final MethodHandle deviceGetName;
    private final MethodHandle deviceGetAttribute;
    private final MethodHandle deviceTotalMem;

    NativeCudaDriver(SymbolLookup symbols) {
        calls = new CudaCalls(symbols, code -> nameOf(symbols, code));
        driverGetVersion = calls.function("cuDriverGetVersion", ADDRESS);
        init = calls.function("cuInit", JAVA_INT);
        deviceGetCount = calls.function("cuDeviceGetCount", ADDRESS);
        deviceGet = calls.function("cuDeviceGet", ADDRESS, JAVA_INT);
        deviceGetName = calls.function("cuDeviceGetName", ADDRESS, JAVA_INT, JAVA_INT);
        deviceGetAttribute = calls.function("cuDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
        deviceTotalMem = calls.function("cuDeviceTotalMem_v2", ADDRESS, JAVA_INT);
    }

    @SuppressWarnings("restricted")
    static NativeCudaDriver load() {
        return new NativeCudaDriver(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
    }

    @Override
    public int version() {
        return number("cuDriverGetVersion", out -> (int) driverGetVersion.invokeExact(out));
    }

    @Override
    public void initialise() {
        calls.call("cuInit", () -> (int) init.invokeExact(0));
    }

    @Override
    public int deviceCount() {
        return number("cuDeviceGetCount", out -> (int) deviceGetCount.invokeExact(out));
    }

    @Override
    public Gpu gpu(int index) {
        int device = number("cuDeviceGet", out -> (int) deviceGet.invokeExact(out, index));
        return new Gpu(
                name(device),
                attribute(CAPABILITY_MAJOR, device),
                attribute(CAPABILITY_MINOR, device),
                memoryBytes(device));
    }

    private interface Question {
        int ask(MemorySegment out) throws Throwable;
    }

    private int number(String function, Question question) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_INT);
            calls.call(function, () -> question.ask(out));
            return out.get(JAVA_INT, 0);
        }
    }

    private int attribute(int attribute, int device) {
        return number(
                "cuDeviceGetAttribute",
                out -> (int) deviceGetAttribute.invokeExact(out, attribute, device));
    }

    private String name(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(NAME_BYTES);
            calls.call(
                    "cuDeviceGetName",
                    () -> (int) deviceGetName.invokeExact(text, NAME_BYTES, device));
            return text.getString(0);
        }
    }

    private long memoryBytes(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            calls.call("cuDeviceTotalMem", () -> (int) deviceTotalMem.invokeExact(out, device));
            return out.get(JAVA_LONG, 0);
        }
    }

    private static String nameOf(SymbolLookup symbols, int code) {
        var calls = new CudaCalls(symbols, _ -> "unknown");
        MethodHandle getErrorName = calls.function("cuGetErrorName", JAVA_INT, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            calls.call("cuGetErrorName", () -> (int) getErrorName.invokeExact(code, out));
            return OrtTable.text(out.get(JAVA_LONG, 0));
        } catch (SluiceException unnamed) {
            return "a code without a name";
        }
    }
}

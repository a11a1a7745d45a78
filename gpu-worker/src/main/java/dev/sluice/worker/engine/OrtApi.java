package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The functions of ONNX Runtime's C API that the engine uses, one method each, by their place in
/// `struct OrtApi` (`onnxruntime_c_api.h`; the table only grows, so places are the same in every
/// later version).
///
/// Native objects are addresses in a `long`, and so are pointer arguments: they are opaque here,
/// and a step makes no garbage. Every function but the releases answers a status; a status that is
/// not null becomes a [SluiceException] with `ENGINE_FAILED`, ONNX Runtime's code and text. Calls
/// are thread-safe as far as ONNX Runtime's are: one thread per object.
final class OrtApi {
    /// Elements of tensors, `ONNXTensorElementDataType`.
    static final int FLOAT32 = 1;

    static final int INT32 = 6;
    static final int INT64 = 7;

    private static final int GRAPH_OPTIMISATION_ALL = 99;
    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEFAULT_MEMORY = 0;
    private static final MemoryLayout POINTER = JAVA_LONG;

    /// What ONNX Runtime creates and wants released, with the place of the function that does it.
    enum Kind {
        STATUS(93),
        MEMORY_INFO(94),
        SESSION(95),
        VALUE(96),
        RUN_OPTIONS(97),
        TYPE_INFO(98),
        SESSION_OPTIONS(100),
        IO_BINDING(135),
        CUDA_OPTIONS(208);

        private final int releaseIndex;

        Kind(int releaseIndex) {
            this.releaseIndex = releaseIndex;
        }
    }

    /// `OrtErrorCode`, in the order of the header.
    private enum StatusCode {
        OK,
        FAIL,
        INVALID_ARGUMENT,
        NO_SUCH_FILE,
        NO_MODEL,
        ENGINE_ERROR,
        RUNTIME_EXCEPTION,
        INVALID_PROTOBUF,
        MODEL_LOADED,
        NOT_IMPLEMENTED,
        INVALID_GRAPH,
        EXECUTION_PROVIDER_FAIL,
        MODEL_LOAD_CANCELED,
        MODEL_REQUIRES_COMPILATION,
        NOT_FOUND;

        static String nameOf(int code) {
            return code >= 0 && code < values().length ? values()[code].name() : "CODE_" + code;
        }
    }

    private final MemorySegment table;
    private final MethodHandle getErrorCode;
    private final MethodHandle getErrorMessage;
    private final MethodHandle releaseAt;
    private final MethodHandle createEnv;
    private final MethodHandle createSession;
    private final MethodHandle createSessionOptions;
    private final MethodHandle disableMemPattern;
    private final MethodHandle setGraphOptimizationLevel;
    private final MethodHandle setIntraOpNumThreads;
    private final MethodHandle addSessionConfigEntry;
    private final MethodHandle getInputCount;
    private final MethodHandle getOutputCount;
    private final MethodHandle getInputTypeInfo;
    private final MethodHandle getOutputTypeInfo;
    private final MethodHandle getInputName;
    private final MethodHandle getOutputName;
    private final MethodHandle castTypeInfoToTensorInfo;
    private final MethodHandle getElementType;
    private final MethodHandle getDimensionCount;
    private final MethodHandle getDimensions;
    private final MethodHandle createRunOptions;
    private final MethodHandle createTensor;
    private final MethodHandle createCpuMemoryInfo;
    private final MethodHandle allocatorAlloc;
    private final MethodHandle allocatorFree;
    private final MethodHandle getDefaultAllocator;
    private final MethodHandle createIoBinding;
    private final MethodHandle bindInput;
    private final MethodHandle bindOutput;
    private final MethodHandle runWithBinding;
    private final MethodHandle createCudaOptions;

    /// `table` is what `GetApi` answered.
    OrtApi(MemorySegment table) {
        this.table = table;
        getErrorCode = bind(1, FunctionDescriptor.of(JAVA_INT, POINTER));
        getErrorMessage = bind(2, FunctionDescriptor.of(POINTER, POINTER));
        releaseAt = anyRelease();
        createEnv = function(3, JAVA_INT, POINTER, POINTER);
        createSession = function(7, POINTER, POINTER, POINTER, POINTER);
        createSessionOptions = function(10, POINTER);
        disableMemPattern = function(17, POINTER);
        setGraphOptimizationLevel = function(23, POINTER, JAVA_INT);
        setIntraOpNumThreads = function(24, POINTER, JAVA_INT);
        getInputCount = function(30, POINTER, POINTER);
        getOutputCount = function(31, POINTER, POINTER);
        getInputTypeInfo = function(33, POINTER, JAVA_LONG, POINTER);
        getOutputTypeInfo = function(34, POINTER, JAVA_LONG, POINTER);
        getInputName = function(36, POINTER, JAVA_LONG, POINTER, POINTER);
        getOutputName = function(37, POINTER, JAVA_LONG, POINTER, POINTER);
        createRunOptions = function(39, POINTER);
        createTensor =
                function(49, POINTER, POINTER, JAVA_LONG, POINTER, JAVA_LONG, JAVA_INT, POINTER);
        castTypeInfoToTensorInfo = function(55, POINTER, POINTER);
        getElementType = function(60, POINTER, POINTER);
        getDimensionCount = function(61, POINTER, POINTER);
        getDimensions = function(62, POINTER, POINTER, JAVA_LONG);
        createCpuMemoryInfo = function(69, JAVA_INT, JAVA_INT, POINTER);
        allocatorAlloc = function(75, POINTER, JAVA_LONG, POINTER);
        allocatorFree = function(76, POINTER, POINTER);
        getDefaultAllocator = function(78, POINTER);
        addSessionConfigEntry = function(130, POINTER, POINTER, POINTER);
        runWithBinding = function(133, POINTER, POINTER, POINTER);
        createIoBinding = function(134, POINTER, POINTER);
        bindInput = function(136, POINTER, POINTER, POINTER);
        bindOutput = function(137, POINTER, POINTER, POINTER);
        createCudaOptions = function(205, POINTER);
    }

    /// `severity` 0 (verbose) to 4 (fatal): what ONNX Runtime itself writes to standard error.
    long createEnvironment(int severity, String name) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            return created("CreateEnv", out -> (long) createEnv.invokeExact(severity, text, out));
        }
    }

    long createSessionOptions() {
        return created("CreateSessionOptions", out -> (long) createSessionOptions.invokeExact(out));
    }

    void disableMemoryPattern(long options) {
        call("DisableMemPattern", () -> (long) disableMemPattern.invokeExact(options));
    }

    void optimiseFully(long options) {
        call(
                "SetSessionGraphOptimizationLevel",
                () ->
                        (long)
                                setGraphOptimizationLevel.invokeExact(
                                        options, GRAPH_OPTIMISATION_ALL));
    }

    void setThreadCount(long options, int threadCount) {
        call(
                "SetIntraOpNumThreads",
                () -> (long) setIntraOpNumThreads.invokeExact(options, threadCount));
    }

    void addConfigEntry(long options, String key, String value) {
        try (Arena arena = Arena.ofConfined()) {
            long keyText = arena.allocateFrom(key).address();
            long valueText = arena.allocateFrom(value).address();
            call(
                    "AddSessionConfigEntry " + key,
                    () -> (long) addSessionConfigEntry.invokeExact(options, keyText, valueText));
        }
    }

    long createSession(long environment, String modelPath, long options) {
        boolean isWindows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
        var charset = isWindows ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        try (Arena arena = Arena.ofConfined()) {
            long path = arena.allocateFrom(modelPath, charset).address();
            return created(
                    "CreateSession",
                    out -> (long) createSession.invokeExact(environment, path, options, out));
        }
    }

    int inputCount(long session) {
        return (int)
                created(
                        "SessionGetInputCount",
                        out -> (long) getInputCount.invokeExact(session, out));
    }

    int outputCount(long session) {
        return (int)
                created(
                        "SessionGetOutputCount",
                        out -> (long) getOutputCount.invokeExact(session, out));
    }

    String inputName(long session, long index) {
        long allocator = defaultAllocator();
        long text =
                created(
                        "SessionGetInputName",
                        out -> (long) getInputName.invokeExact(session, index, allocator, out));
        return takeText(allocator, text);
    }

    String outputName(long session, long index) {
        long allocator = defaultAllocator();
        long text =
                created(
                        "SessionGetOutputName",
                        out -> (long) getOutputName.invokeExact(session, index, allocator, out));
        return takeText(allocator, text);
    }

    TensorType inputType(long session, long index) {
        return takeType(
                created(
                        "SessionGetInputTypeInfo",
                        out -> (long) getInputTypeInfo.invokeExact(session, index, out)));
    }

    TensorType outputType(long session, long index) {
        return takeType(
                created(
                        "SessionGetOutputTypeInfo",
                        out -> (long) getOutputTypeInfo.invokeExact(session, index, out)));
    }

    long createRunOptions() {
        return created("CreateRunOptions", out -> (long) createRunOptions.invokeExact(out));
    }

    /// A tensor over memory that stays the caller's and must outlive it.
    long createTensor(
            long memoryInfo, long address, long byteCount, long[] dimensions, int elementType) {
        try (Arena arena = Arena.ofConfined()) {
            long shape = arena.allocateFrom(JAVA_LONG, dimensions).address();
            long rank = dimensions.length;
            return created(
                    "CreateTensorWithDataAsOrtValue",
                    out ->
                            (long)
                                    createTensor.invokeExact(
                                            memoryInfo,
                                            address,
                                            byteCount,
                                            shape,
                                            rank,
                                            elementType,
                                            out));
        }
    }

    long createCpuMemoryInfo() {
        return created(
                "CreateCpuMemoryInfo",
                out ->
                        (long)
                                createCpuMemoryInfo.invokeExact(
                                        ARENA_ALLOCATOR, DEFAULT_MEMORY, out));
    }

    /// ONNX Runtime's own host allocator; never released.
    long defaultAllocator() {
        return created(
                "GetAllocatorWithDefaultOptions",
                out -> (long) getDefaultAllocator.invokeExact(out));
    }

    long allocate(long allocator, long byteCount) {
        return created(
                "AllocatorAlloc",
                out -> (long) allocatorAlloc.invokeExact(allocator, byteCount, out));
    }

    void free(long allocator, long address) {
        call("AllocatorFree", () -> (long) allocatorFree.invokeExact(allocator, address));
    }

    long createIoBinding(long session) {
        return created("CreateIoBinding", out -> (long) createIoBinding.invokeExact(session, out));
    }

    /// `name` is a C string. The binding keeps the value alive by itself.
    void bindInput(long binding, MemorySegment name, long value) {
        call("BindInput", () -> (long) bindInput.invokeExact(binding, name.address(), value));
    }

    void bindOutput(long binding, MemorySegment name, long value) {
        call("BindOutput", () -> (long) bindOutput.invokeExact(binding, name.address(), value));
    }

    void run(long session, long runOptions, long binding) {
        call(
                "RunWithBinding",
                () -> (long) runWithBinding.invokeExact(session, runOptions, binding));
    }

    /// Fails where this build of ONNX Runtime has no CUDA.
    long createCudaOptions() {
        return created(
                "CreateCUDAProviderOptions", out -> (long) createCudaOptions.invokeExact(out));
    }

    void release(Kind kind, long handle) {
        try {
            releaseAt.invokeExact(table.getAtIndex(ADDRESS, kind.releaseIndex), handle);
        } catch (Throwable e) {
            throw new IllegalStateException("release of " + kind, e);
        }
    }

    private interface Call {
        long invoke() throws Throwable;
    }

    private interface Creation {
        long invoke(long out) throws Throwable;
    }

    private void call(String function, Call call) {
        long status;
        try {
            status = call.invoke();
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
        if (status != 0) {
            throw failure(function, status);
        }
    }

    private long created(String function, Creation creation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            call(function, () -> creation.invoke(out.address()));
            return out.get(JAVA_LONG, 0);
        }
    }

    private SluiceException failure(String function, long status) {
        try {
            String code = StatusCode.nameOf((int) getErrorCode.invokeExact(status));
            String message = text((long) getErrorMessage.invokeExact(status)).strip();
            return new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "ONNX Runtime: %s in %s: %s".formatted(code, function, message));
        } catch (Throwable e) {
            throw new IllegalStateException("error text of " + function, e);
        } finally {
            release(Kind.STATUS, status);
        }
    }

    private String takeText(long allocator, long address) {
        try {
            return text(address);
        } finally {
            free(allocator, address);
        }
    }

    private TensorType takeType(long typeInfo) {
        try {
            // Why not released: it is a part of the type info.
            long info =
                    created(
                            "CastTypeInfoToTensorInfo",
                            out -> (long) castTypeInfoToTensorInfo.invokeExact(typeInfo, out));
            if (info == 0) {
                return TensorType.NOT_A_TENSOR;
            }
            int elementType =
                    (int)
                            created(
                                    "GetTensorElementType",
                                    out -> (long) getElementType.invokeExact(info, out));
            return new TensorType(elementType, dimensions(info));
        } finally {
            release(Kind.TYPE_INFO, typeInfo);
        }
    }

    private java.util.List<Long> dimensions(long info) {
        long rank =
                created(
                        "GetDimensionsCount",
                        out -> (long) getDimensionCount.invokeExact(info, out));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(JAVA_LONG, Math.max(1, rank));
            call(
                    "GetDimensions",
                    () -> (long) getDimensions.invokeExact(info, values.address(), rank));
            return values.elements(JAVA_LONG).limit(rank).map(e -> e.get(JAVA_LONG, 0)).toList();
        }
    }

    @SuppressWarnings("restricted")
    private static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /// The releases differ in address only.
    @SuppressWarnings("restricted")
    private static MethodHandle anyRelease() {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(POINTER));
    }

    private MethodHandle function(int index, MemoryLayout... parameters) {
        return bind(index, FunctionDescriptor.of(POINTER, parameters));
    }

    @SuppressWarnings("restricted")
    private MethodHandle bind(int index, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(table.getAtIndex(ADDRESS, index), descriptor);
    }
}

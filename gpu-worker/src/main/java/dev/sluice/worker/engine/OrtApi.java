package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SequencedCollection;
import java.util.SequencedMap;

/// The functions of ONNX Runtime's C API that the engine uses, one method each, by their place in
/// `struct OrtApi` (`onnxruntime_c_api.h`; the table only grows, so places are the same in every
/// later version).
///
/// Native objects are addresses in a `long`, and so are pointer arguments: they are opaque here,
/// and a step makes no garbage. What fails throws what [OrtTable] says. Calls are thread-safe as
/// far as ONNX Runtime's are: one thread per object.
final class OrtApi {
    /// Elements of tensors, `ONNXTensorElementDataType`.
    static final int FLOAT32 = 1;

    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int FLOAT16 = 10;

    private static final int GRAPH_OPTIMISATION_ALL = 99;
    private static final int DEVICE_ALLOCATOR = 0;
    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEFAULT_MEMORY = 0;
    private static final MemoryLayout POINTER = JAVA_LONG;

    /// What ONNX Runtime creates and wants released, with the place of the function that does it.
    enum Kind {
        MEMORY_INFO(94),
        SESSION(95),
        VALUE(96),
        RUN_OPTIONS(97),
        TYPE_INFO(98),
        SESSION_OPTIONS(100),
        ALLOCATOR(132),
        IO_BINDING(135),
        CUDA_OPTIONS(208);

        private final int releaseIndex;

        Kind(int releaseIndex) {
            this.releaseIndex = releaseIndex;
        }
    }

    private final OrtTable table;
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
    private final MethodHandle createMemoryInfo;
    private final MethodHandle createCpuMemoryInfo;
    private final MethodHandle allocatorAlloc;
    private final MethodHandle allocatorFree;
    private final MethodHandle getDefaultAllocator;
    private final MethodHandle createAllocator;
    private final MethodHandle createIoBinding;
    private final MethodHandle bindInput;
    private final MethodHandle bindOutput;
    private final MethodHandle runWithBinding;
    private final MethodHandle synchroniseInputs;
    private final MethodHandle synchroniseOutputs;
    private final MethodHandle appendCuda;
    private final MethodHandle createCudaOptions;
    private final MethodHandle updateCudaOptions;

    OrtApi(OrtTable table) {
        this.table = table;
        createEnv = table.function(3, JAVA_INT, POINTER, POINTER);
        createSession = table.function(7, POINTER, POINTER, POINTER, POINTER);
        createSessionOptions = table.function(10, POINTER);
        disableMemPattern = table.function(17, POINTER);
        setGraphOptimizationLevel = table.function(23, POINTER, JAVA_INT);
        setIntraOpNumThreads = table.function(24, POINTER, JAVA_INT);
        getInputCount = table.function(30, POINTER, POINTER);
        getOutputCount = table.function(31, POINTER, POINTER);
        getInputTypeInfo = table.function(33, POINTER, JAVA_LONG, POINTER);
        getOutputTypeInfo = table.function(34, POINTER, JAVA_LONG, POINTER);
        getInputName = table.function(36, POINTER, JAVA_LONG, POINTER, POINTER);
        getOutputName = table.function(37, POINTER, JAVA_LONG, POINTER, POINTER);
        createRunOptions = table.function(39, POINTER);
        createTensor =
                table.function(
                        49, POINTER, POINTER, JAVA_LONG, POINTER, JAVA_LONG, JAVA_INT, POINTER);
        castTypeInfoToTensorInfo = table.function(55, POINTER, POINTER);
        getElementType = table.function(60, POINTER, POINTER);
        getDimensionCount = table.function(61, POINTER, POINTER);
        getDimensions = table.function(62, POINTER, POINTER, JAVA_LONG);
        createMemoryInfo = table.function(68, POINTER, JAVA_INT, JAVA_INT, JAVA_INT, POINTER);
        createCpuMemoryInfo = table.function(69, JAVA_INT, JAVA_INT, POINTER);
        allocatorAlloc = table.function(75, POINTER, JAVA_LONG, POINTER);
        allocatorFree = table.function(76, POINTER, POINTER);
        getDefaultAllocator = table.function(78, POINTER);
        addSessionConfigEntry = table.function(130, POINTER, POINTER, POINTER);
        createAllocator = table.function(131, POINTER, POINTER, POINTER);
        runWithBinding = table.function(133, POINTER, POINTER, POINTER);
        createIoBinding = table.function(134, POINTER, POINTER);
        bindInput = table.function(136, POINTER, POINTER, POINTER);
        bindOutput = table.function(137, POINTER, POINTER, POINTER);
        synchroniseInputs = table.function(202, POINTER);
        synchroniseOutputs = table.function(203, POINTER);
        appendCuda = table.function(204, POINTER, POINTER);
        createCudaOptions = table.function(205, POINTER);
        updateCudaOptions = table.function(206, POINTER, POINTER, POINTER, JAVA_LONG);
    }

    /// `severity` 0 (verbose) to 4 (fatal): what ONNX Runtime itself writes to standard error.
    long createEnvironment(int severity, String name) {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            return table.created(
                    "CreateEnv", out -> (long) createEnv.invokeExact(severity, text, out));
        }
    }

    long createSessionOptions() {
        return table.created(
                "CreateSessionOptions", out -> (long) createSessionOptions.invokeExact(out));
    }

    void disableMemoryPattern(long options) {
        table.call("DisableMemPattern", () -> (long) disableMemPattern.invokeExact(options));
    }

    void optimiseFully(long options) {
        table.call(
                "SetSessionGraphOptimizationLevel",
                () ->
                        (long)
                                setGraphOptimizationLevel.invokeExact(
                                        options, GRAPH_OPTIMISATION_ALL));
    }

    void setThreadCount(long options, int threadCount) {
        table.call(
                "SetIntraOpNumThreads",
                () -> (long) setIntraOpNumThreads.invokeExact(options, threadCount));
    }

    void addConfigEntry(long options, String key, String value) {
        try (Arena arena = Arena.ofConfined()) {
            long keyText = arena.allocateFrom(key).address();
            long valueText = arena.allocateFrom(value).address();
            table.call(
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
            return table.created(
                    "CreateSession",
                    out -> (long) createSession.invokeExact(environment, path, options, out));
        }
    }

    int inputCount(long session) {
        return (int)
                table.created(
                        "SessionGetInputCount",
                        out -> (long) getInputCount.invokeExact(session, out));
    }

    int outputCount(long session) {
        return (int)
                table.created(
                        "SessionGetOutputCount",
                        out -> (long) getOutputCount.invokeExact(session, out));
    }

    String inputName(long session, long index) {
        long allocator = defaultAllocator();
        long text =
                table.created(
                        "SessionGetInputName",
                        out -> (long) getInputName.invokeExact(session, index, allocator, out));
        return takeText(allocator, text);
    }

    String outputName(long session, long index) {
        long allocator = defaultAllocator();
        long text =
                table.created(
                        "SessionGetOutputName",
                        out -> (long) getOutputName.invokeExact(session, index, allocator, out));
        return takeText(allocator, text);
    }

    TensorType inputType(long session, long index) {
        return takeType(
                table.created(
                        "SessionGetInputTypeInfo",
                        out -> (long) getInputTypeInfo.invokeExact(session, index, out)));
    }

    TensorType outputType(long session, long index) {
        return takeType(
                table.created(
                        "SessionGetOutputTypeInfo",
                        out -> (long) getOutputTypeInfo.invokeExact(session, index, out)));
    }

    long createRunOptions() {
        return table.created("CreateRunOptions", out -> (long) createRunOptions.invokeExact(out));
    }

    /// A tensor over memory that stays the caller's and must outlive it.
    long createTensor(
            long memoryInfo, long address, long byteCount, long[] dimensions, int elementType) {
        try (Arena arena = Arena.ofConfined()) {
            long shape = arena.allocateFrom(JAVA_LONG, dimensions).address();
            long rank = dimensions.length;
            return table.created(
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
        return table.created(
                "CreateCpuMemoryInfo",
                out ->
                        (long)
                                createCpuMemoryInfo.invokeExact(
                                        ARENA_ALLOCATOR, DEFAULT_MEMORY, out));
    }

    /// Memory of a device, by ONNX Runtime's name for its kind: `Cuda`, `Cpu`.
    long createMemoryInfo(String kind, int deviceIndex) {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(kind).address();
            return table.created(
                    "CreateMemoryInfo " + kind,
                    out ->
                            (long)
                                    createMemoryInfo.invokeExact(
                                            name,
                                            DEVICE_ALLOCATOR,
                                            deviceIndex,
                                            DEFAULT_MEMORY,
                                            out));
        }
    }

    /// A session's own allocator of a kind of memory; must be released before the session.
    long createAllocator(long session, long memoryInfo) {
        return table.created(
                "CreateAllocator",
                out -> (long) createAllocator.invokeExact(session, memoryInfo, out));
    }

    /// ONNX Runtime's own host allocator; never released.
    long defaultAllocator() {
        return table.created(
                "GetAllocatorWithDefaultOptions",
                out -> (long) getDefaultAllocator.invokeExact(out));
    }

    long allocate(long allocator, long byteCount) {
        return table.created(
                "AllocatorAlloc",
                out -> (long) allocatorAlloc.invokeExact(allocator, byteCount, out));
    }

    void free(long allocator, long address) {
        table.call("AllocatorFree", () -> (long) allocatorFree.invokeExact(allocator, address));
    }

    long createIoBinding(long session) {
        return table.created(
                "CreateIoBinding", out -> (long) createIoBinding.invokeExact(session, out));
    }

    /// `name` is a C string. The binding keeps the value alive by itself.
    void bindInput(long binding, MemorySegment name, long value) {
        table.call("BindInput", () -> (long) bindInput.invokeExact(binding, name.address(), value));
    }

    void bindOutput(long binding, MemorySegment name, long value) {
        table.call(
                "BindOutput", () -> (long) bindOutput.invokeExact(binding, name.address(), value));
    }

    void run(long session, long runOptions, long binding) {
        table.call(
                "RunWithBinding",
                () -> (long) runWithBinding.invokeExact(session, runOptions, binding));
    }

    /// Returns when the device has read what is bound as inputs.
    void synchroniseInputs(long binding) {
        table.call("SynchronizeBoundInputs", () -> (long) synchroniseInputs.invokeExact(binding));
    }

    /// Returns when the device has written what is bound as outputs.
    void synchroniseOutputs(long binding) {
        table.call("SynchronizeBoundOutputs", () -> (long) synchroniseOutputs.invokeExact(binding));
    }

    /// Fails where this build of ONNX Runtime has no CUDA.
    long createCudaOptions() {
        return table.created(
                "CreateCUDAProviderOptions", out -> (long) createCudaOptions.invokeExact(out));
    }

    /// Loads the provider's library, and fails with the loader's words where that cannot be. Fails
    /// with the name of an option that it does not know.
    void updateCudaOptions(long cudaOptions, SequencedMap<String, String> values) {
        try (Arena arena = Arena.ofConfined()) {
            long keyTexts = texts(arena, values.sequencedKeySet()).address();
            long valueTexts = texts(arena, values.sequencedValues()).address();
            long count = values.size();
            table.call(
                    "UpdateCUDAProviderOptions",
                    () ->
                            (long)
                                    updateCudaOptions.invokeExact(
                                            cudaOptions, keyTexts, valueTexts, count));
        }
    }

    /// The options are copied; they stay the caller's.
    void appendCuda(long sessionOptions, long cudaOptions) {
        table.call(
                "SessionOptionsAppendExecutionProvider_CUDA_V2",
                () -> (long) appendCuda.invokeExact(sessionOptions, cudaOptions));
    }

    void release(Kind kind, long handle) {
        table.release(kind.releaseIndex, handle);
    }

    /// An array of C strings.
    private static MemorySegment texts(Arena arena, SequencedCollection<String> values) {
        long[] addresses =
                values.stream().mapToLong(v -> arena.allocateFrom(v).address()).toArray();
        return arena.allocateFrom(JAVA_LONG, addresses);
    }

    private String takeText(long allocator, long address) {
        try {
            return OrtTable.text(address);
        } finally {
            free(allocator, address);
        }
    }

    private TensorType takeType(long typeInfo) {
        try {
            // Why not released: it is a part of the type info.
            long info =
                    table.created(
                            "CastTypeInfoToTensorInfo",
                            out -> (long) castTypeInfoToTensorInfo.invokeExact(typeInfo, out));
            if (info == 0) {
                return TensorType.NOT_A_TENSOR;
            }
            int elementType =
                    (int)
                            table.created(
                                    "GetTensorElementType",
                                    out -> (long) getElementType.invokeExact(info, out));
            return new TensorType(elementType, dimensions(info));
        } finally {
            release(Kind.TYPE_INFO, typeInfo);
        }
    }

    private java.util.List<Long> dimensions(long info) {
        long rank =
                table.created(
                        "GetDimensionsCount",
                        out -> (long) getDimensionCount.invokeExact(info, out));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(JAVA_LONG, Math.max(1, rank));
            table.call(
                    "GetDimensions",
                    () -> (long) getDimensions.invokeExact(info, values.address(), rank));
            return values.elements(JAVA_LONG).limit(rank).map(e -> e.get(JAVA_LONG, 0)).toList();
        }
    }
}

package dev.sluice.worker.engine;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.EngineMemoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model in memory, ready to run. One engine thread runs it; [#close] releases the weights and
/// ONNX Runtime's threads.
final class OrtSession implements AutoCloseable {
    private static final List<String> OUT_OF_MEMORY =
            List.of(
                    "failed to allocate memory",
                    "smaller than requested bytes",
                    "bad_alloc",
                    "bad allocation",
                    "out of memory");

    private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure ([0-9]+):");

    /// Memory error, illegal address, launch timeout, assertion, faults of a kernel.
    private static final Set<String> LOST_DEVICE =
            Set.of("214", "700", "702", "710", "714", "715", "716", "717", "718", "719");

    /// About what lies between two operators of a step. Who waits longer waits for a thread that
    /// another one has driven from its processor, and keeps that other one from its own.
    private static final String SPIN_MICROS = "50";

    private final OrtApi api;
    private final long handle;
    private final long runOptions;

    private OrtSession(OrtApi api, long handle) {
        this.api = api;
        this.handle = handle;
        this.runOptions = api.createRunOptions();
    }

    static OrtSession open(OrtLibrary library, Path model, EngineOptions options) {
        if (!Files.isReadable(model)) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED, "model file " + model + " cannot be read");
        }
        OrtApi api = library.api();
        long sessionOptions = api.createSessionOptions();
        try {
            configure(api, sessionOptions, options);
            if (options.device() instanceof Device.Cuda cuda) {
                CudaProvider.append(api, sessionOptions, cuda);
            }
            long handle =
                    api.createSession(library.environment(), model.toString(), sessionOptions);
            return new OrtSession(api, handle);
        } catch (SluiceException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "model file " + model + " cannot be loaded: " + e.getMessage(),
                    e);
        } finally {
            api.release(OrtApi.Kind.SESSION_OPTIONS, sessionOptions);
        }
    }

    long handle() {
        return handle;
    }

    /// @throws EngineMemoryException where memory was short; the same run may succeed later
    /// @throws IllegalStateException where the GPU is lost to this process: no run will succeed
    void run(long binding) {
        try {
            api.run(handle, runOptions, binding);
        } catch (SluiceException failure) {
            if (isDeviceLost(failure)) {
                throw new IllegalStateException(failure.getMessage(), failure);
            }
            throw isOutOfMemory(failure)
                    ? new EngineMemoryException(String.valueOf(failure.getMessage()), failure)
                    : failure;
        }
    }

    /// After these, CUDA answers every call of the process with the same code (`driver_types.h`:
    /// the process must be terminated and relaunched).
    static boolean isDeviceLost(SluiceException failure) {
        Matcher code = CUDA_FAILURE.matcher(String.valueOf(failure.getMessage()));
        return code.find() && LOST_DEVICE.contains(code.group(1));
    }

    /// ONNX Runtime has no code for it, only texts: of its arena, of the C++ library, of CUDA.
    static boolean isOutOfMemory(SluiceException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return OUT_OF_MEMORY.stream().anyMatch(message::contains);
    }

    @Override
    public void close() {
        api.release(OrtApi.Kind.RUN_OPTIONS, runOptions);
        api.release(OrtApi.Kind.SESSION, handle);
    }

    private static void configure(OrtApi api, long handle, EngineOptions options) {
        api.setThreadCount(handle, options.threadCount());
        // Why never less: below it the shared embedding is not prepacked, and decoding is 14 times
        // slower.
        api.optimiseFully(handle);
        // Why: shapes change with every chunk, and a pattern per shape is memory that never comes
        // back.
        api.disableMemoryPattern(handle);
        api.addConfigEntry(
                handle, "session.intra_op.allow_spinning", options.isSpinning() ? "1" : "0");
        api.addConfigEntry(handle, "session.intra_op.spin_duration_us", SPIN_MICROS);
        api.addConfigEntry(handle, "session.force_spinning_stop", "1");
    }
}

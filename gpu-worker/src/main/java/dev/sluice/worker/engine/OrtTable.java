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

/// `struct OrtApi`, the table of ONNX Runtime's C functions, and its conventions: a function is
/// known by its place, answers a status, and gives what it makes through its last argument. A
/// status that is not null becomes a [SluiceException] with `ENGINE_FAILED`, ONNX Runtime's code
/// and text.
final class OrtTable {
    private static final MemoryLayout POINTER = JAVA_LONG;
    private static final int RELEASE_STATUS = 93;

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

    /// A call of one function; the answer is the status.
    interface Call {
        long invoke() throws Throwable;
    }

    /// A call of a function that writes what it makes to `out`.
    interface Creation {
        long invoke(long out) throws Throwable;
    }

    private final MemorySegment table;
    private final MethodHandle getErrorCode;
    private final MethodHandle getErrorMessage;
    private final MethodHandle releaseAt;

    /// `table` is what `GetApi` answered.
    OrtTable(MemorySegment table) {
        this.table = table;
        getErrorCode = bind(1, FunctionDescriptor.of(JAVA_INT, POINTER));
        getErrorMessage = bind(2, FunctionDescriptor.of(POINTER, POINTER));
        releaseAt = anyRelease();
    }

    /// The function at a place, without the status it answers.
    MethodHandle function(int index, MemoryLayout... parameters) {
        return bind(index, FunctionDescriptor.of(POINTER, parameters));
    }

    void release(int index, long handle) {
        try {
            releaseAt.invokeExact(table.getAtIndex(ADDRESS, index), handle);
        } catch (Throwable e) {
            throw new IllegalStateException("release by function " + index, e);
        }
    }

    void call(String function, Call call) {
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

    long created(String function, Creation creation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            call(function, () -> creation.invoke(out.address()));
            return out.get(JAVA_LONG, 0);
        }
    }

    @SuppressWarnings("restricted")
    static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
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
            release(RELEASE_STATUS, status);
        }
    }

    /// The releases differ in address only.
    @SuppressWarnings("restricted")
    private static MethodHandle anyRelease() {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(POINTER));
    }

    @SuppressWarnings("restricted")
    private MethodHandle bind(int index, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(table.getAtIndex(ADDRESS, index), descriptor);
    }
}

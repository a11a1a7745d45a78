package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// How functions of CUDA's libraries are called: each answers a code, 0 for success. Another one
/// becomes a [SluiceException] with `ENGINE_FAILED`, the code and its name. Pointers that CUDA does
/// not read on the host are addresses in a `long`.
record CudaCalls(SymbolLookup symbols, CodeNames names) {
    /// A call of one function; the answer is its code.
    interface Call {
        int invoke() throws Throwable;
    }

    /// What the library calls a code.
    interface CodeNames {
        String nameOf(int code);
    }

    /// Throws [java.util.NoSuchElementException] where the library has no such function.
    @SuppressWarnings("restricted")
    MethodHandle function(String name, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters));
    }

    void call(String function, Call call) {
        int code;
        try {
            code = call.invoke();
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
        if (code != 0) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "CUDA: %s answered %d (%s)".formatted(function, code, names.nameOf(code)));
        }
    }
}

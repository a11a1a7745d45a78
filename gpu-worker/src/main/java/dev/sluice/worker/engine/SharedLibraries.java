package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The system's loader of libraries, by the names that it looks for itself (`libcuda.so.1`). Why
/// not [java.lang.foreign.SymbolLookup]: that one does not say why a library cannot be loaded. Any
/// thread.
final class SharedLibraries {
    private static final int LAZILY = 1;

    private SharedLibraries() {}

    /// Why a library cannot be loaded, in the loader's words; empty where it can. What was loaded
    /// stays: it is needed next.
    static Optional<String> refusal(String library) {
        Linker linker = Linker.nativeLinker();
        var open = linker.defaultLookup().find("dlopen");
        var error = linker.defaultLookup().find("dlerror");
        if (open.isEmpty() || error.isEmpty()) {
            return Optional.of("this system has no dlopen, needed is Linux");
        }
        try {
            return refusal(library, open.get(), error.get());
        } catch (Throwable e) {
            throw new IllegalStateException("dlopen of " + library, e);
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<String> refusal(
            String library, MemorySegment openAddress, MemorySegment errorAddress)
            throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle open =
                linker.downcallHandle(
                        openAddress, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        MethodHandle error = linker.downcallHandle(errorAddress, FunctionDescriptor.of(ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            var handle = (MemorySegment) open.invokeExact(arena.allocateFrom(library), LAZILY);
            if (handle.address() != 0) {
                return Optional.empty();
            }
            var text = (MemorySegment) error.invokeExact();
            return Optional.of(
                    text.address() == 0
                            ? library + ": cannot be loaded"
                            : text.reinterpret(Long.MAX_VALUE).getString(0));
        }
    }
}

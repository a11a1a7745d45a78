package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Switches off what ONNX Runtime 1.29's official Linux build does by default when its environment
/// is made: it reads the machine id and the command line, writes files into `/tmp` and the user's
/// home, and knows a collector's address. A mesh that promises that nothing leaves has no use for
/// it; and with a command line of 17 kB its scan of that line overflows the stack and ends the
/// process.
///
/// The library reads the variable from the C environment, which a JVM cannot change but through C.
final class Telemetry {
    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";
    private static final int OVERWRITE = 1;

    private Telemetry() {}

    /// To be called before the library is loaded. Where the C library has no `setenv` (Windows) the
    /// launcher's own variable must do.
    @SuppressWarnings("restricted")
    static void switchOff() throws Throwable {
        Linker linker = Linker.nativeLinker();
        var found = linker.defaultLookup().find("setenv");
        if (found.isEmpty()) {
            return;
        }
        MethodHandle setenv =
                linker.downcallHandle(
                        found.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(VARIABLE);
            MemorySegment value = arena.allocateFrom("1");
            int status = (int) setenv.invokeExact(name, value, OVERWRITE);
            if (status != 0) {
                throw new IllegalStateException("setenv of " + VARIABLE + " answered " + status);
            }
        }
    }
}

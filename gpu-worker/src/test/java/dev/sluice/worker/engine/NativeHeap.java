package dev.sluice.worker.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// What the C library has given out, of glibc's own count (`mallinfo2`): all that this process
/// holds beside the Java heap, small and large.
public final class NativeHeap {
    private static final int FIELD_COUNT = 10;
    private static final int MAPPED_BYTES = 4;
    private static final int BYTES_IN_USE = 7;

    private static final StructLayout INFO =
            MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(FIELD_COUNT, ValueLayout.JAVA_LONG));

    private NativeHeap() {}

    /// Only glibc counts.
    public static boolean isKnown() {
        return function().isPresent();
    }

    public static long bytesInUse() {
        MethodHandle counting = function().orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) counting.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, BYTES_IN_USE)
                    + info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED_BYTES);
        } catch (Throwable e) {
            throw new IllegalStateException("mallinfo2", e);
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> function() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("mallinfo2")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(INFO)));
    }
}

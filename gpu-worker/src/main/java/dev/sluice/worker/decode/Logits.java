package dev.sluice.worker.decode;

import java.lang.foreign.MemorySegment;

/// The rows of one engine pass. Valid until the engine's next pass, which overwrites them.
public interface Logits {
    /// One float32 per token id, of host memory.
    MemorySegment row(int index);
}

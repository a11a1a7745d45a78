package dev.sluice.worker.sampling;

import java.lang.foreign.MemorySegment;

/// One link of the chain that changes a row of logits in place before a token is chosen. A link
/// belongs to one sequence and is used by the engine thread only.
interface LogitsProcessor {
    /// `logits` has one float32 per token id.
    void process(MemorySegment logits);

    /// The sequence got this token, sampled or replayed.
    default void onToken(int tokenId) {}
}

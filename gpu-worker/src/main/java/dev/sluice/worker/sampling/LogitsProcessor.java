package dev.sluice.worker.sampling;

/// One link of the chain that changes a row of logits in place before a token is chosen. A link
/// belongs to one sequence and is used by the engine thread only.
interface LogitsProcessor {
    /// `logits` has one value per token id.
    void process(float[] logits);

    /// The sequence got this token, sampled or replayed.
    default void onToken(int tokenId) {}
}

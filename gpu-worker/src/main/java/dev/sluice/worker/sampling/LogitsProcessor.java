package dev.sluice.worker.sampling;

/// One link of the chain that changes a row of logits in place before a token is chosen. A link
/// belongs to one sequence and is used by the engine thread only.
public interface LogitsProcessor {
    /// `logits` has one value per token id.
    void process(float[] logits);

    /// The sequence got this token, sampled or replayed.
    default void onToken(int tokenId) {}

    /// Nothing may follow what the sequence has.
    default boolean isComplete() {
        return false;
    }
}

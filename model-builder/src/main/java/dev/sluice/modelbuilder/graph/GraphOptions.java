package dev.sluice.modelbuilder.graph;

/// Choices that change the graph.
///
/// @param contextTokensMax rows of the rotary tables at most; the model's own limit holds when it
///   is lower. Each row costs `8 · headSize / 2` bytes in every worker, which a context of a
///   million tokens would feel.
public record GraphOptions(WeightFormat weights, LogitScope logits, int contextTokensMax) {
    private static final int CONTEXT_TOKENS_LIMIT = 1 << 19;

    public GraphOptions {
        if (contextTokensMax < 1 || contextTokensMax > CONTEXT_TOKENS_LIMIT) {
            throw new IllegalArgumentException(
                    "contextTokensMax is %d, allowed is 1 to %d"
                            .formatted(contextTokensMax, CONTEXT_TOKENS_LIMIT));
        }
    }
}

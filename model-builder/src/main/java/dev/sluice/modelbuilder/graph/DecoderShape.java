package dev.sluice.modelbuilder.graph;

/// The sizes of a decoder.
public record DecoderShape(
        int layerCount,
        int hiddenSize,
        int feedForwardSize,
        int vocabularySize,
        Attention attention,
        Rotary rotary,
        float normEpsilon) {

    /// Grouped-query attention: `headCount / keyValueHeadCount` query heads share one key and value
    /// head.
    public record Attention(int headCount, int keyValueHeadCount, int headSize) {
        int queryRows() {
            return headCount * headSize;
        }

        int keyValueRows() {
            return keyValueHeadCount * headSize;
        }
    }

    /// Rotary position encoding: angle of pair i at position p is `p / positionScale · base^(-2i /
    /// headSize)`.
    ///
    /// @param contextTokens positions for which the model has angles: the longest sequence it can
    ///   hold
    public record Rotary(
            int contextTokens, double base, double positionScale, boolean interleaved) {}
}

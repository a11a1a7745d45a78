package dev.sluice.worker.decode;

/// Cuts a prompt into chunks, each read in one engine pass.
///
/// INVARIANT: no chunk has a single token, unless the prompt has. Why: a pass over one token runs
/// the engine's decode kernels, which round differently (measured: up to 0.5 in a logit with int8
/// weights), and a continuation on another worker would not be the same to the bit. Where else a
/// prompt is cut makes no difference.
final class PrefillChunks {
    /// With chunks of 2, a remainder of 3 could only be cut into 2 and 1.
    static final int CHUNK_TOKEN_COUNT_MIN = 4;

    private PrefillChunks() {}

    static int next(int remainingTokenCount, int chunkTokenCountMax) {
        if (remainingTokenCount <= chunkTokenCountMax) {
            return remainingTokenCount;
        }
        boolean leavesOne = remainingTokenCount - chunkTokenCountMax == 1;
        return leavesOne ? chunkTokenCountMax - 1 : chunkTokenCountMax;
    }
}

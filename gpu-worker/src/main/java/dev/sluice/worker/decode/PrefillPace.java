package dev.sluice.worker.decode;

/// How fast long prompts are read while other sequences decode. A pass over a chunk makes every one
/// of them wait, and the shortest takes about as long as a decode step; so not each step may have
/// one. Engine thread.
///
/// ```
/// decode pass of t          credit += t · CREDIT_OF_DECODING
/// chunk of a long prompt    credit -= its time; at the earliest after STEPS_BETWEEN_CHUNKS
/// its length                what the credit is worth at the speed of the last chunks
/// ```
///
/// So while a long prompt is read, a running stream gets its tokens in at most 1.5 times the time
/// they take else, 26 of 27 of them without noticing; and the prompt gets a third of the engine's
/// time, or a chunk of [#CHUNK_TOKEN_COUNT_MAX] every 27 steps where that is less. Where nobody
/// decodes, nothing is slowed down.
///
/// Short prompts are read at once: they are done with a chunk or two, and what holds them back
/// keeps the running batch small, which costs more than they do.
///
/// Why chunks may depend on time: where a prompt is cut does not change a bit of what follows.
final class PrefillPace {
    /// Longer ones are long. Counted without what need not be read.
    static final int SHORT_PROMPT_TOKEN_COUNT_MAX = 128;

    static final int CHUNK_TOKEN_COUNT_MAX = 128;

    /// Shorter chunks are hardly faster than these.
    static final int CHUNK_TOKEN_COUNT_MIN = 16;

    static final int STEPS_BETWEEN_CHUNKS = 27;
    static final double CREDIT_OF_DECODING = 0.5;

    /// Of the last chunks' time per token; the newest counts as much as all before it.
    private static final double NEWEST_WEIGHT = 0.5;

    private final int chunkTokenCountDefault;
    private final int chunkTokenCountMax;
    private double nanosPerToken;
    private double creditNanos;
    private int stepsSinceChunk = STEPS_BETWEEN_CHUNKS;

    /// `chunkTokenCountDefault`: where nothing is known yet or nobody waits.
    PrefillPace(int chunkTokenCountDefault, int engineTokenCountMax) {
        this.chunkTokenCountDefault = chunkTokenCountDefault;
        this.chunkTokenCountMax = Math.min(CHUNK_TOKEN_COUNT_MAX, engineTokenCountMax);
    }

    static boolean isLong(int tokenCountToRead) {
        return tokenCountToRead > SHORT_PROMPT_TOKEN_COUNT_MAX;
    }

    /// How long a chunk of a long prompt may be now; 0 means that it has to wait.
    int longChunkTokenCount(boolean isAnyoneDecoding) {
        if (!isAnyoneDecoding || nanosPerToken == 0) {
            return chunkTokenCountDefault;
        }
        int affordable = (int) Math.min(chunkTokenCountMax, creditNanos / nanosPerToken);
        boolean isDue = stepsSinceChunk >= STEPS_BETWEEN_CHUNKS;
        boolean isWorthAPass = affordable >= Math.min(CHUNK_TOKEN_COUNT_MIN, chunkTokenCountMax);
        return isDue && isWorthAPass ? affordable : 0;
    }

    /// `isCharged`: it was a chunk of a long prompt, and others waited for it.
    void onChunkRead(int tokenCount, long nanos, boolean isCharged) {
        double measured = (double) nanos / tokenCount;
        nanosPerToken =
                nanosPerToken == 0
                        ? measured
                        : nanosPerToken + NEWEST_WEIGHT * (measured - nanosPerToken);
        if (isCharged) {
            creditNanos -= nanos;
            stepsSinceChunk = 0;
        }
    }

    void onDecoded(long nanos) {
        stepsSinceChunk = Math.min(STEPS_BETWEEN_CHUNKS, stepsSinceChunk + 1);
        double most = chunkTokenCountMax * nanosPerToken;
        creditNanos = Math.min(most, creditNanos + CREDIT_OF_DECODING * nanos);
    }
}

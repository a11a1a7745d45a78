package dev.sluice.worker.decode;

/// - `prefillChunkTokenCount`: tokens of a prompt read in one engine pass. Larger reads prompts
///   faster, smaller lets running streams wait less; on a CPU the speed is full from 64.
/// - `prefillTokenCountPerStep`: how many prompt tokens, over all sequences, come before each
///   decode step. At least one chunk is read, whatever its size.
/// - `waitingCountMax`: sequences accepted beyond the slots. The scheduler counts slots, so this
///   only bridges the time until its view is right.
/// - `areCutsFree`: a prompt leaves the same bits wherever it is cut ([PromptCutCheck]). Without it
///   prompts are cut by their length alone, and nothing of a prompt is used again.
/// - `isPrefixReused`: a prompt that begins like one in the cache is read from there on. The tokens
///   are the same either way.
public record DecodeOptions(
        int prefillChunkTokenCount,
        int prefillTokenCountPerStep,
        int waitingCountMax,
        boolean areCutsFree,
        boolean isPrefixReused) {
    public static final DecodeOptions DEFAULT = new DecodeOptions(64, 64, 64, true, true);

    public DecodeOptions {
        requireAtLeast(
                "prefillChunkTokenCount",
                prefillChunkTokenCount,
                PrefillChunks.CHUNK_TOKEN_COUNT_MIN);
        requireAtLeast("prefillTokenCountPerStep", prefillTokenCountPerStep, 1);
        requireAtLeast("waitingCountMax", waitingCountMax, 0);
        if (isPrefixReused && !areCutsFree) {
            throw new IllegalArgumentException("a prefix is used again only where cuts are free");
        }
    }

    public DecodeOptions withPrefixReuse(boolean isReused) {
        return new DecodeOptions(
                prefillChunkTokenCount,
                prefillTokenCountPerStep,
                waitingCountMax,
                areCutsFree,
                isReused && areCutsFree);
    }

    public DecodeOptions withFixedCuts() {
        return new DecodeOptions(
                prefillChunkTokenCount, prefillTokenCountPerStep, waitingCountMax, false, false);
    }

    private static void requireAtLeast(String name, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + ", at least " + min);
        }
    }
}

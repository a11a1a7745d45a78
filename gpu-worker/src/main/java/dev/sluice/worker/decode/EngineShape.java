package dev.sluice.worker.decode;

/// The engine's fixed sizes, in tokens and slots. `slotLength` is the context: prompt and answer of
/// one sequence.
public record EngineShape(
        int slotCount, int slotLength, int prefillTokenCountMax, int vocabularySize) {
    public EngineShape {
        requirePositive("slotCount", slotCount);
        requirePositive("slotLength", slotLength);
        requirePositive("prefillTokenCountMax", prefillTokenCountMax);
        requirePositive("vocabularySize", vocabularySize);
        int chunkMin = Math.min(PrefillChunks.CHUNK_TOKEN_COUNT_MIN, slotLength);
        if (prefillTokenCountMax < chunkMin) {
            throw new IllegalArgumentException(
                    "prefillTokenCountMax is " + prefillTokenCountMax + ", at least " + chunkMin);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", at least 1");
        }
    }
}

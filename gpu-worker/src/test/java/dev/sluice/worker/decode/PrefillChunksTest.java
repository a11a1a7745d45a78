package dev.sluice.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefillChunksTest {
    @Test
    void cutsEveryPromptIntoChunksOfMoreThanOneToken() {
        for (int chunkMax = PrefillChunks.CHUNK_TOKEN_COUNT_MIN; chunkMax <= 70; chunkMax++) {
            for (int promptTokenCount = 2; promptTokenCount <= 300; promptTokenCount++) {
                int remaining = promptTokenCount;
                while (remaining > 0) {
                    int chunk = PrefillChunks.next(remaining, chunkMax);
                    assertThat(chunk)
                            .as("%d tokens in chunks of %d", promptTokenCount, chunkMax)
                            .isBetween(2, chunkMax);
                    remaining -= chunk;
                }
            }
        }
    }

    @Test
    void readsAPromptOfOneTokenInOneChunk() {
        assertThat(PrefillChunks.next(1, 64)).isEqualTo(1);
    }
}

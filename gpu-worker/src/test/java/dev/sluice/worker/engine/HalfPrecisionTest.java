package dev.sluice.worker.engine;

import static dev.sluice.worker.engine.TinyEngines.prompt;
import static dev.sluice.worker.engine.TinyEngines.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The model for GPUs on the CPU's kernels: what must hold of its graph and of a cache of two-byte
/// elements wherever it runs.
class HalfPrecisionTest {
    private static final OrtEngine HALF = TinyEngines.openHalf();
    private static final OrtEngine FULL = TinyEngines.openFull();
    private static final int VOCABULARY_SIZE = HALF.shape().vocabularySize();
    private static final int STEP_COUNT = 12;

    @AfterAll
    static void close() {
        HALF.close();
        FULL.close();
    }

    @Test
    void keepsKeysAndValuesInHalfTheMemory() {
        assertThat(HALF.cache().byteCount(3) * 2).isEqualTo(FULL.cache().byteCount(3));
        assertThat(HALF.cache().address(0, 1) - HALF.cache().address(0, 0))
                .isEqualTo(2L * 128 * 16 * Short.BYTES); // heads, positions, head size
        assertThat(HALF.cache().dimensions(2)).isEqualTo(FULL.cache().dimensions(2));
    }

    /// Both are fed what the full one chose, so that one near tie does not end the comparison.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void choosesTheTokensThatFullPrecisionChooses(long seed) {
        // Given
        int[] prompt = prompt(seed, 23, VOCABULARY_SIZE);
        float[] full = prefill(FULL, 0, prompt);
        float[] half = prefill(HALF, 0, prompt);
        // When / Then
        for (int step = 0; step < STEP_COUNT; step++) {
            assertClose(half, full);
            int chosen = argmax(full);
            if (lead(full, chosen) > 0.3f) {
                assertThat(argmax(half)).isEqualTo(chosen);
            }
            full = decode(FULL, 0, chosen, prompt.length + step);
            half = decode(HALF, 0, chosen, prompt.length + step);
        }
    }

    @Test
    void continuesInAnotherSlotAfterACopyAndAnExchange() {
        // Given
        int[] prompt = prompt(11, 30, VOCABULARY_SIZE);
        int[] other = prompt(12, 40, VOCABULARY_SIZE);
        prefill(HALF, 6, prompt);
        float[] expected = decode(HALF, 6, 9, 30);
        prefill(HALF, 3, other);
        float[] otherExpected = decode(HALF, 3, 9, 40);
        // When
        HALF.copySlot(6, 2, 30);
        HALF.exchangeSlots(2, 3, 40);
        // Then
        assertThat(decode(HALF, 3, 9, 30)).isEqualTo(expected);
        assertThat(decode(HALF, 2, 9, 40)).isEqualTo(otherExpected);
    }

    @Test
    void readsOnAfterACopiedPrefix() {
        // Given
        int[] prompt = prompt(5, 30, VOCABULARY_SIZE);
        float[] whole = prefill(HALF, 1, prompt);
        int[] other = prompt(6, 40, VOCABULARY_SIZE);
        System.arraycopy(prompt, 0, other, 0, 17);
        prefill(HALF, 4, other);
        // When
        HALF.copyPositions(4, 2, 0, 17);
        float[] rest = row(HALF.prefill(2, prompt, 17, 13, 17), 0);
        // Then
        assertClose(rest, whole);
    }

    private static float[] prefill(OrtEngine engine, int slot, int[] prompt) {
        return row(engine.prefill(slot, prompt, 0, prompt.length, 0), 0);
    }

    private static float[] decode(OrtEngine engine, int slot, int tokenId, int cached) {
        return row(engine.decode(slot, 1, new int[] {tokenId}, new int[] {cached}), 0);
    }

    /// Eleven bits through two layers; a wrong angle, scale or address is off by half and more.
    private static void assertClose(float[] actual, float[] expected) {
        double difference = 0;
        double size = 0;
        for (int id = 0; id < expected.length; id++) {
            difference += Math.pow(actual[id] - expected[id], 2);
            size += Math.pow(expected[id], 2);
        }
        assertThat(Math.sqrt(difference / size)).isLessThan(0.02);
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }

    /// How far a token is before the next best.
    private static float lead(float[] logits, int tokenId) {
        float[] others = logits.clone();
        others[tokenId] = Float.NEGATIVE_INFINITY;
        Arrays.sort(others);
        return logits[tokenId] - others[others.length - 1];
    }
}

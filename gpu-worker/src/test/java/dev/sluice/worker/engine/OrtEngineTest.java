package dev.sluice.worker.engine;

import static dev.sluice.worker.engine.TinyEngines.prompt;
import static dev.sluice.worker.engine.TinyEngines.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.EngineShape;
import dev.sluice.worker.decode.Logits;
import dev.sluice.worker.decode.PromptCutCheck;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the research measured once and the design rests on is checked here on every build: equal to
/// the bit.
class OrtEngineTest {
    private static final OrtEngine ENGINE = TinyEngines.open();
    private static final int VOCABULARY_SIZE = ENGINE.shape().vocabularySize();
    private static final int STEP_COUNT = 6;

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Test
    void readsItsShapeFromTheModel() {
        assertThat(ENGINE.shape())
                .isEqualTo(
                        new EngineShape(
                                TinyEngines.SLOT_COUNT,
                                TinyEngines.SLOT_LENGTH,
                                TinyEngines.PREFILL_MAX,
                                VOCABULARY_SIZE));
        assertThat(VOCABULARY_SIZE).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7})
    void decodesTheSameLogitsAloneAndAmongSevenOthers(int slot) {
        // Given: alone, in slot 0
        int[] prompt = prompt(99, 21, VOCABULARY_SIZE);
        float[][] alone = generate(0, 1, 0, prompt);
        // When: in this slot, with neighbours of other lengths
        for (int other = 0; other < TinyEngines.SLOT_COUNT; other++) {
            prefill(other, prompt(other, 5 + 7 * other, VOCABULARY_SIZE));
        }
        float[][] together = generate(0, TinyEngines.SLOT_COUNT, slot, prompt);
        // Then
        assertThat(together).isDeepEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 16, 33, 46})
    void readsAPromptInChunksAsInOnePiece(int chunk) {
        // Given
        int[] prompt = prompt(5, 48, VOCABULARY_SIZE);
        float[] whole = prefill(1, prompt);
        float[] wholeNext = decodeOne(1, 7, prompt.length);
        // When: the last piece has at least two tokens
        float[] last = {};
        for (int at = 0; at < prompt.length; ) {
            int left = prompt.length - at;
            int count = left - chunk == 1 || left < chunk ? left : chunk;
            last = row(ENGINE.prefill(2, prompt, at, count, at), 0);
            at += count;
        }
        float[] next = decodeOne(2, 7, prompt.length);
        // Then
        assertThat(last).isEqualTo(whole);
        assertThat(next).isEqualTo(wholeNext);
    }

    @Test
    void readsOnAfterACopiedPrefixAsInOnePiece() {
        // Given: another prompt that begins the same, in a slot that then holds an answer too
        int[] prompt = prompt(5, 30, VOCABULARY_SIZE);
        float[] whole = prefill(1, prompt);
        float[] wholeNext = decodeOne(1, 7, prompt.length);
        for (int common = 1; common <= prompt.length - 2; common++) {
            int[] other = prompt(6, 40, VOCABULARY_SIZE);
            System.arraycopy(prompt, 0, other, 0, common);
            prefill(4, other);
            decodeOne(4, 9, other.length);
            // When
            ENGINE.copyPositions(4, 2, 0, common);
            float[] last = row(ENGINE.prefill(2, prompt, common, 30 - common, common), 0);
            // Then
            assertThat(last).as("%d common", common).isEqualTo(whole);
            assertThat(decodeOne(2, 7, prompt.length)).isEqualTo(wholeNext);
        }
    }

    @Test
    void passesTheCheckThatAWorkerMakesBeforeItServes() {
        assertThat(PromptCutCheck.isExact(ENGINE)).isTrue();
    }

    @Test
    void continuesInAnotherSlotAfterACopy() {
        // Given
        int[] prompt = prompt(11, 30, VOCABULARY_SIZE);
        prefill(6, prompt);
        float[] expected = decodeOne(6, 9, prompt.length);
        prefill(2, prompt(12, 40, VOCABULARY_SIZE));
        // When
        ENGINE.copySlot(6, 2, prompt.length);
        // Then
        assertThat(decodeOne(2, 9, prompt.length)).isEqualTo(expected);
    }

    @Test
    void continuesBothAfterAnExchange() {
        // Given
        int[] first = prompt(13, 30, VOCABULARY_SIZE);
        int[] second = prompt(14, 11, VOCABULARY_SIZE);
        prefill(0, first);
        prefill(5, second);
        float[] firstNext = decodeOne(0, 9, first.length);
        float[] secondNext = decodeOne(5, 9, second.length);
        // When
        ENGINE.exchangeSlots(0, 5, 30);
        // Then
        assertThat(decodeOne(5, 9, first.length)).isEqualTo(firstNext);
        assertThat(decodeOne(0, 9, second.length)).isEqualTo(secondNext);
    }

    @Test
    void neverReadsWhatASlotHeldBefore() {
        // Given
        int[] prompt = prompt(15, 19, VOCABULARY_SIZE);
        float[][] clean = generate(0, 1, 0, prompt);
        // When: whatever was there poisons every value it touches
        fillCacheWithNaN();
        float[][] poisoned = generate(0, 1, 0, prompt);
        // Then
        assertThat(poisoned).isDeepEqualTo(clean);
        fillCacheWithNaN();
        prefill(4, prompt(16, 30, VOCABULARY_SIZE));
        assertThat(generate(3, 2, 0, prompt)).isDeepEqualTo(clean);
    }

    @Test
    void fillsASlotToItsLastPositionAndRefusesTheNext() {
        // Given
        int[] prompt = prompt(17, TinyEngines.PREFILL_MAX, VOCABULARY_SIZE);
        ENGINE.prefill(0, prompt, 0, prompt.length, 0);
        ENGINE.prefill(0, prompt, 0, prompt.length - 1, prompt.length);
        // When
        float[] last = decodeOne(0, 9, TinyEngines.SLOT_LENGTH - 1);
        // Then
        for (float logit : last) {
            assertThat(logit).isFinite();
        }
        assertThatThrownBy(() -> decodeOne(0, 9, TinyEngines.SLOT_LENGTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 tokens after 128 cached; a slot has room for 128");
        assertThatThrownBy(() -> ENGINE.prefill(0, prompt, 0, 2, TinyEngines.SLOT_LENGTH - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSlotsThatItDoesNotHave() {
        int[] one = {9};
        assertThatThrownBy(() -> ENGINE.decode(7, 2, new int[2], new int[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ENGINE.prefill(-1, one, 0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ENGINE.copySlot(0, TinyEngines.SLOT_COUNT, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ENGINE.copyPositions(0, 1, 120, 9))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ENGINE.prefill(0, new int[65], 0, 65, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void staysUsableAfterAPassThatFails() {
        // Given
        int[] prompt = prompt(18, 10, VOCABULARY_SIZE);
        float[] expected = prefill(3, prompt);
        int[] unknown = {VOCABULARY_SIZE + 5, 9};
        // When / Then
        assertThatThrownBy(() -> ENGINE.prefill(2, unknown, 0, 2, 0))
                .isInstanceOf(SluiceException.class)
                .hasMessageStartingWith("ONNX Runtime: FAIL in RunWithBinding: ");
        assertThat(prefill(2, prompt)).isEqualTo(expected);
    }

    /// Reads the prompt into slot `first + row` and decodes greedily with its neighbours `first …
    /// first+count-1`, which get token 6 each time after 40 positions. Answers the row's logits of
    /// every step.
    private static float[][] generate(int first, int count, int row, int[] prompt) {
        float[][] all = new float[STEP_COUNT][];
        all[0] = prefill(first + row, prompt);
        int[] tokens = new int[count];
        int[] cached = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = 6;
            cached[i] = i == row ? prompt.length : 3 + 5 * i;
        }
        for (int step = 1; step < STEP_COUNT; step++) {
            tokens[row] = argmax(all[step - 1]);
            all[step] = row(ENGINE.decode(first, count, tokens, cached), row);
            for (int i = 0; i < count; i++) {
                cached[i]++;
            }
        }
        return all;
    }

    private static float[] prefill(int slot, int[] prompt) {
        return row(ENGINE.prefill(slot, prompt, 0, prompt.length, 0), 0);
    }

    private static float[] decodeOne(int slot, int tokenId, int cachedTokenCount) {
        Logits logits = ENGINE.decode(slot, 1, new int[] {tokenId}, new int[] {cachedTokenCount});
        return row(logits, 0);
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }

    @SuppressWarnings("restricted")
    private static void fillCacheWithNaN() {
        KvCache cache = ENGINE.cache();
        for (int block = 0; block < cache.blockCount(); block++) {
            long bytes = cache.byteCount(TinyEngines.SLOT_COUNT);
            MemorySegment memory =
                    MemorySegment.ofAddress(cache.address(block, 0)).reinterpret(bytes);
            for (long i = 0; i < bytes / Float.BYTES; i++) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NaN);
            }
        }
    }
}

package dev.sluice.worker.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Asks an engine, before it serves, for the property that reading a prefix once and reading long
/// prompts in uneven chunks rest on: a prompt leaves the same behind, to the bit, wherever it is
/// cut. Also runs each kind of pass once, which prepares the engine's buffers; no client should
/// wait for that.
public final class PromptCutCheck {
    private static final int TOKEN_COUNT = 12;
    private static final int CUT = 5;

    /// So that neighbouring ids do not look alike.
    private static final int ID_STEP = 7919;

    private PromptCutCheck() {}

    /// Engine thread, before any sequence: it writes into slot 0.
    public static boolean isExact(Engine engine) {
        int[] tokens = tokens(engine.shape());
        int cut = tokens.length > CUT + 1 ? CUT : 0;
        float[] whole = values(engine.prefill(0, tokens, 0, tokens.length, 0));
        float[] wholeNext = values(next(engine, tokens));
        if (cut > 0) {
            engine.prefill(0, tokens, 0, cut, 0);
        }
        float[] inTwo = values(engine.prefill(0, tokens, cut, tokens.length - cut, cut));
        float[] inTwoNext = values(next(engine, tokens));
        return Arrays.equals(whole, inTwo) && Arrays.equals(wholeNext, inTwoNext);
    }

    private static Logits next(Engine engine, int[] tokens) {
        return engine.decode(0, 1, new int[] {tokens[0]}, new int[] {tokens.length});
    }

    private static float[] values(Logits logits) {
        MemorySegment row = logits.row(0);
        return row.toArray(ValueLayout.JAVA_FLOAT);
    }

    private static int[] tokens(EngineShape shape) {
        int most = Math.min(shape.slotLength() - 1, shape.prefillTokenCountMax());
        int[] tokens = new int[Math.min(TOKEN_COUNT, most)];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (1 + i * ID_STEP) % shape.vocabularySize();
        }
        return tokens;
    }
}

package dev.sluice.simulation;

import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.decode.EngineShape;
import dev.sluice.worker.decode.Logits;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// An engine that speaks as the [SimModel] does, from nothing but the tokens that were read into
/// the slot. It refuses what a real one could not do, and dies of poison.
public final class SimEngine implements Engine {
    private static final int PREFILL_TOKENS_MAX = 64;

    private final SimModel model;
    private final EngineShape shape;
    private final Supplier<Error> death;
    private final int[][] slots;
    private final float[][] rows;

    /// @param death what a prompt that is poison ends the process with
    public SimEngine(SimModel model, int slotCount, Supplier<Error> death) {
        this.model = model;
        this.death = death;
        this.shape =
                new EngineShape(
                        slotCount,
                        SimModel.CONTEXT_TOKENS,
                        PREFILL_TOKENS_MAX,
                        model.vocabularySize());
        this.slots = new int[slotCount][SimModel.CONTEXT_TOKENS];
        this.rows = new float[slotCount][model.vocabularySize()];
    }

    @Override
    public EngineShape shape() {
        return shape;
    }

    @Override
    public Logits prefill(int slot, int[] tokens, int offset, int count, int cachedTokenCount) {
        System.arraycopy(tokens, offset, slots[slot], cachedTokenCount, count);
        int length = cachedTokenCount + count;
        if (model.isPoison(slots[slot], SimModel.promptCount(slots[slot], length))) {
            throw death.get();
        }
        answer(0, slot, length);
        return this::row;
    }

    @Override
    public Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts) {
        for (int i = 0; i < count; i++) {
            slots[firstSlot + i][cachedTokenCounts[i]] = tokens[i];
            answer(i, firstSlot + i, cachedTokenCounts[i] + 1);
        }
        return this::row;
    }

    private void answer(int row, int slot, int length) {
        java.util.Arrays.fill(rows[row], 0);
        rows[row][model.next(slots[slot], length)] = 1;
    }

    private MemorySegment row(int index) {
        return MemorySegment.ofArray(rows[index]);
    }

    @Override
    public void copySlot(int from, int to, int length) {
        System.arraycopy(slots[from], 0, slots[to], 0, length);
    }

    @Override
    public void copyPositions(int from, int to, int firstPosition, int count) {
        System.arraycopy(slots[from], firstPosition, slots[to], firstPosition, count);
    }

    @Override
    public void exchangeSlots(int first, int second, int length) {
        int[] spare = slots[first];
        slots[first] = slots[second];
        slots[second] = spare;
    }

    @Override
    public void close() {}
}

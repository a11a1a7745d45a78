package dev.sluice.worker.decode;

import dev.sluice.worker.kvcache.SlotMove;
import dev.sluice.worker.kvcache.SlotTable;
import java.util.ArrayList;
import java.util.List;

/// The sequences that have a slot, and the engine's cache kept in line with the slot table. Engine
/// thread.
final class RunningBatch {
    private final Engine engine;
    private final int slotCount;
    private final List<RunningSequence> prefilling = new ArrayList<>();
    private SlotTable<RunningSequence> slots;

    RunningBatch(Engine engine) {
        this.engine = engine;
        this.slotCount = engine.shape().slotCount();
        this.slots = new SlotTable<>(slotCount);
    }

    boolean hasFreeSlot() {
        return slots.hasFreeSlot();
    }

    int decodingCount() {
        return slots.decodingCount();
    }

    RunningSequence decoding(int slot) {
        return slots.decoding(slot);
    }

    /// Those whose prompt is not read yet, in no particular order. A view.
    List<RunningSequence> prefilling() {
        return prefilling;
    }

    int slotOf(RunningSequence sequence) {
        return slots.slotOf(sequence);
    }

    long cachedTokenCount() {
        return slots.cachedTokenCount();
    }

    void join(RunningSequence sequence) {
        slots.join(sequence);
        prefilling.add(sequence);
    }

    void startDecoding(RunningSequence sequence) {
        prefilling.remove(sequence);
        carryOut(slots.startDecoding(sequence));
    }

    /// Without effect on a sequence that has no slot.
    void leave(RunningSequence sequence) {
        if (slots.slotOf(sequence) != SlotTable.NO_SLOT) {
            prefilling.remove(sequence);
            carryOut(slots.leave(sequence));
        }
    }

    /// Forgets all sequences and answers them; the cache is as if it were empty.
    List<RunningSequence> clear() {
        List<RunningSequence> all = new ArrayList<>(prefilling);
        for (int slot = 0; slot < slots.decodingCount(); slot++) {
            all.add(slots.decoding(slot));
        }
        prefilling.clear();
        slots = new SlotTable<>(slotCount);
        return all;
    }

    private void carryOut(SlotMove move) {
        switch (move) {
            case SlotMove.None() -> {}
            case SlotMove.Copy(int from, int to, int length) -> engine.copySlot(from, to, length);
            case SlotMove.Exchange(int first, int second, int length) ->
                    engine.exchangeSlots(first, second, length);
        }
    }
}

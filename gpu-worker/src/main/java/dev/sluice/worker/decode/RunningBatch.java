package dev.sluice.worker.decode;

import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.kvcache.PrefixMatch;
import dev.sluice.worker.kvcache.SlotMove;
import dev.sluice.worker.kvcache.SlotTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The sequences that have a slot, and the engine's cache kept in line with the slot table. Engine
/// thread.
final class RunningBatch {
    private final Engine engine;
    private final int slotCount;
    private final boolean isPrefixReused;
    private final List<RunningSequence> prefilling = new ArrayList<>();
    private SlotTable<RunningSequence> slots;
    private long reusedTokenCount;

    RunningBatch(Engine engine, boolean isPrefixReused) {
        this.engine = engine;
        this.slotCount = engine.shape().slotCount();
        this.isPrefixReused = isPrefixReused;
        this.slots = new SlotTable<>(slotCount, isPrefixReused);
    }

    int occupiedCount() {
        return slots.occupiedCount();
    }

    /// All that have a slot.
    List<RunningSequence> youngestFirst() {
        List<RunningSequence> all = all();
        all.sort(Comparator.comparingLong(RunningSequence::arrival).reversed());
        return all;
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

    /// Kept in free slots for prompts to come.
    long warmTokenCount() {
        return slots.warmTokenCount();
    }

    /// Prompt tokens that did not have to be read, since the start.
    long reusedTokenCount() {
        return reusedTokenCount;
    }

    void join(RunningSequence sequence) {
        onReused(sequence, slots.join(sequence).warmTokenCount());
        prefilling.add(sequence);
        catchUp(sequence);
    }

    /// Takes over what another slot holds of a prompt beyond what is read. Asked before each chunk,
    /// so that of several prompts that begin alike and come together one reads the common part,
    /// whichever is ahead, and the others follow.
    void catchUp() {
        for (int i = 0; i < prefilling.size(); i++) {
            catchUp(prefilling.get(i));
        }
    }

    private void catchUp(RunningSequence sequence) {
        PrefixMatch match = slots.longestPrefix(sequence);
        int cached = sequence.cachedTokenCount();
        int gain = match.tokenCount() - cached;
        if (gain <= 0) {
            return;
        }
        try {
            engine.copyPositions(match.slot(), slotOf(sequence), cached, gain);
            onReused(sequence, gain);
        } catch (SluiceException _) {
            // What cannot be copied is read: nothing relies on positions past the cached ones.
        }
    }

    void startDecoding(RunningSequence sequence) {
        prefilling.remove(sequence);
        carryOut(slots.startDecoding(sequence));
    }

    /// Without effect on a sequence that has no slot.
    void leave(RunningSequence sequence, FinishReason reason) {
        if (slots.slotOf(sequence) != SlotTable.NO_SLOT) {
            prefilling.remove(sequence);
            boolean isFailed = reason == FinishReason.ERROR;
            carryOut(isFailed ? slots.leaveFailed(sequence) : slots.leave(sequence));
        }
    }

    /// Forgets all sequences and answers them; the cache is as if it were empty.
    List<RunningSequence> clear() {
        List<RunningSequence> all = all();
        prefilling.clear();
        slots = new SlotTable<>(slotCount, isPrefixReused);
        return all;
    }

    private List<RunningSequence> all() {
        List<RunningSequence> all = new ArrayList<>(prefilling);
        for (int slot = 0; slot < slots.decodingCount(); slot++) {
            all.add(slots.decoding(slot));
        }
        return all;
    }

    private void onReused(RunningSequence sequence, int tokenCount) {
        sequence.onReused(tokenCount);
        reusedTokenCount += tokenCount;
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

package dev.sluice.worker.kvcache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The slots of the KV cache, in two parts:
///
/// ```
/// slot   0 … decodingCount-1     decodingCount … slotCount-1
/// state  decoding, no gaps       prefilling or free
/// ```
///
/// ```
/// free ──join──▶ prefilling ──startDecoding──▶ decoding ──leave──▶ free
///                     └───────────leave──────────────────────────────▲
/// ```
///
/// Why without gaps: one decode step is one engine pass over a contiguous range of slots, and a gap
/// would be computed like a sequence. A slot that leaves the range is filled by the last one; the
/// copy costs less than one idle row in a few steps.
///
/// INVARIANT: occupants of `0 … decodingCount-1` are not null. Owner: the engine thread.
public final class SlotTable<S extends SlotOccupant> {
    public static final int NO_SLOT = -1;

    private final List<@Nullable S> occupants;
    private int decodingCount;
    private int occupiedCount;

    public SlotTable(int slotCount) {
        if (slotCount < 1) {
            throw new IllegalArgumentException("slot count is " + slotCount + ", at least 1");
        }
        occupants = new ArrayList<>();
        for (int slot = 0; slot < slotCount; slot++) {
            occupants.add(null);
        }
    }

    public int slotCount() {
        return occupants.size();
    }

    public int occupiedCount() {
        return occupiedCount;
    }

    public int decodingCount() {
        return decodingCount;
    }

    public boolean hasFreeSlot() {
        return occupiedCount < slotCount();
    }

    public @Nullable S occupant(int slot) {
        return occupants.get(slot);
    }

    /// The sequence in a slot below [#decodingCount].
    public S decoding(int slot) {
        S occupant = occupants.get(slot);
        if (slot >= decodingCount || occupant == null) {
            throw new IllegalStateException(
                    "slot " + slot + " is not decoding, decoding are 0 to " + decodingCount);
        }
        return occupant;
    }

    /// The occupant's slot, or [#NO_SLOT].
    public int slotOf(S occupant) {
        return occupants.indexOf(occupant);
    }

    /// Positions in use over all slots.
    public long cachedTokenCount() {
        long sum = 0;
        for (int slot = 0; slot < slotCount(); slot++) {
            S occupant = occupants.get(slot);
            sum += occupant == null ? 0 : occupant.cachedTokenCount();
        }
        return sum;
    }

    /// Gives the newcomer the lowest free slot, so that it most often has its place for decoding
    /// already.
    public int join(S newcomer) {
        for (int slot = decodingCount; slot < slotCount(); slot++) {
            if (occupants.get(slot) == null) {
                occupants.set(slot, newcomer);
                occupiedCount++;
                return slot;
            }
        }
        throw new IllegalStateException("no free slot among " + slotCount());
    }

    /// Takes a prefilled sequence into the decoding range, at its end.
    public SlotMove startDecoding(S prefilled) {
        int from = requireSlot(prefilled);
        if (from < decodingCount) {
            throw new IllegalStateException("slot " + from + " is decoding already");
        }
        int to = decodingCount++;
        if (from == to) {
            return SlotMove.NONE;
        }
        S displaced = occupants.get(to);
        occupants.set(to, prefilled);
        occupants.set(from, displaced);
        return move(from, to, prefilled.cachedTokenCount(), cachedTokenCount(displaced));
    }

    /// Frees the occupant's slot and closes the gap that this may leave.
    public SlotMove leave(S leaving) {
        int slot = requireSlot(leaving);
        occupants.set(slot, null);
        occupiedCount--;
        if (slot >= decodingCount) {
            return SlotMove.NONE;
        }
        int last = --decodingCount;
        if (slot == last) {
            return SlotMove.NONE;
        }
        S moved = occupants.get(last);
        occupants.set(slot, moved);
        occupants.set(last, null);
        return move(last, slot, cachedTokenCount(moved), 0);
    }

    private static SlotMove move(int from, int to, int length, int displacedLength) {
        return displacedLength == 0
                ? new SlotMove.Copy(from, to, length)
                : new SlotMove.Exchange(from, to, Math.max(length, displacedLength));
    }

    private int requireSlot(S occupant) {
        int slot = slotOf(occupant);
        if (slot == NO_SLOT) {
            throw new IllegalStateException("the sequence has no slot");
        }
        return slot;
    }

    private static int cachedTokenCount(@Nullable SlotOccupant occupant) {
        return occupant == null ? 0 : occupant.cachedTokenCount();
    }
}

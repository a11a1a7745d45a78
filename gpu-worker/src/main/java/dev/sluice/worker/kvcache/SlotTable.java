package dev.sluice.worker.kvcache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The slots of the KV cache, in two parts:
///
/// ```
/// slot   0 … decodingCount-1     decodingCount … slotCount-1
/// state  decoding, no gaps       prefilling, or free: warm or empty
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
/// A slot that is left stays warm: it holds the prompt of its last occupant until another takes it.
/// Newcomers take the empty slots first, then the one whose prefix was not used for longest.
///
/// INVARIANT: occupants of `0 … decodingCount-1` are not null; only free slots are warm. Owner: the
/// engine thread.
public final class SlotTable<S extends SlotOccupant> {
    public static final int NO_SLOT = -1;

    private final List<@Nullable S> occupants;
    private final WarmPrefixes warm;
    private final boolean isPrefixReused;
    private int decodingCount;
    private int occupiedCount;

    /// `isPrefixReused`: without it no slot stays warm, and no prefix is ever found.
    public SlotTable(int slotCount, boolean isPrefixReused) {
        if (slotCount < 1) {
            throw new IllegalArgumentException("slot count is " + slotCount + ", at least 1");
        }
        this.warm = new WarmPrefixes(slotCount);
        this.isPrefixReused = isPrefixReused;
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

    /// Positions that free slots keep for prompts to come.
    public long warmTokenCount() {
        return warm.tokenCount();
    }

    /// Where most of this occupant's prompt lies already, in a warm slot or in another occupant's.
    /// Leaves it at least [SlotOccupant#READ_TOKEN_COUNT_MIN] tokens to read. To find a prefix is
    /// to use it.
    public PrefixMatch longestPrefix(S reader) {
        int countMax = reader.prompt().count() - SlotOccupant.READ_TOKEN_COUNT_MIN;
        PrefixMatch best = PrefixMatch.NONE;
        for (int slot = 0; isPrefixReused && slot < slotCount(); slot++) {
            int count = Math.min(sharedCount(slot, reader), countMax);
            boolean isCheaper = count == best.tokenCount() && warm.isWithin(slot, reader.prompt());
            if (count > best.tokenCount() || (count > 0 && isCheaper)) {
                best = new PrefixMatch(slot, count);
            }
        }
        if (best.slot() != NO_SLOT) {
            warm.use(best.slot());
        }
        return best;
    }

    /// Gives the newcomer a free slot: the one that holds the beginning of its prompt and nothing
    /// else, or the lowest empty one, so that it most often has its place for decoding already.
    public SlotEntry join(S newcomer) {
        PrefixMatch match = longestPrefix(newcomer);
        int slot = slotFor(newcomer, match);
        warm.forget(slot);
        occupants.set(slot, newcomer);
        occupiedCount++;
        return new SlotEntry(slot, slot == match.slot() ? match.tokenCount() : 0);
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
        int displacedLength = contentLength(to);
        occupants.set(from, occupants.get(to));
        occupants.set(to, prefilled);
        warm.move(to, from);
        return move(from, to, prefilled.cachedTokenCount(), displacedLength);
    }

    /// Frees the occupant's slot and closes the gap that this may leave. Its prompt stays warm.
    public SlotMove leave(S leaving) {
        return leave(leaving, isPrefixReused ? leaving.reusableTokenCount() : 0);
    }

    /// The same for an occupant that came to grief: nothing stays warm of its prompt, nor of those
    /// that begin like it. What made it fail may lie in the cache.
    public SlotMove leaveFailed(S leaving) {
        warm.forgetLike(leaving.prompt());
        return leave(leaving, 0);
    }

    private SlotMove leave(S leaving, int reusableTokenCount) {
        int slot = requireSlot(leaving);
        int kept = isHeldElsewhere(leaving, reusableTokenCount) ? 0 : reusableTokenCount;
        int freed = slot < decodingCount ? --decodingCount : slot;
        S last = occupants.get(freed);
        occupants.set(slot, last);
        occupants.set(freed, null);
        occupiedCount--;
        warm.keep(freed, leaving.prompt(), kept);
        return slot == freed || last == null
                ? SlotMove.NONE
                : move(freed, slot, last.cachedTokenCount(), kept);
    }

    /// Why: two slots with the same prefix are of no more use than one.
    private boolean isHeldElsewhere(S leaving, int tokenCount) {
        for (int slot = 0; slot < slotCount(); slot++) {
            if (sharedCount(slot, leaving) >= tokenCount) {
                return true;
            }
        }
        return false;
    }

    private int sharedCount(int slot, S reader) {
        S occupant = occupants.get(slot);
        if (occupant == null) {
            return warm.sharedCount(slot, reader.prompt());
        }
        return occupant.equals(reader)
                ? 0
                : reader.prompt().sharedCount(occupant.prompt(), occupant.reusableTokenCount());
    }

    private int slotFor(S newcomer, PrefixMatch match) {
        if (match.slot() != NO_SLOT && warm.isWithin(match.slot(), newcomer.prompt())) {
            return match.slot();
        }
        int best = NO_SLOT;
        for (int slot = decodingCount; slot < slotCount(); slot++) {
            if (occupants.get(slot) == null && (best == NO_SLOT || isBetterFor(slot, best))) {
                best = slot;
            }
        }
        if (best == NO_SLOT) {
            throw new IllegalStateException("no free slot among " + slotCount());
        }
        return best;
    }

    /// Both free, and `slot` above `best`.
    private boolean isBetterFor(int slot, int best) {
        boolean isBestWarm = warm.tokenCount(best) > 0;
        boolean isWarm = warm.tokenCount(slot) > 0;
        return isBestWarm && (!isWarm || warm.isUsedBefore(slot, best));
    }

    private int contentLength(int slot) {
        S occupant = occupants.get(slot);
        return occupant == null ? warm.tokenCount(slot) : occupant.cachedTokenCount();
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
}

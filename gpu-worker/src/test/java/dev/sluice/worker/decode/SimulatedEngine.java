package dev.sluice.worker.decode;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/// An engine whose logits are a function of the tokens in the slot, each with how it was fed, and
/// of nothing else: what a slot holds is what was fed to it, so a sequence that reads another's
/// slot, or a stale position, gets other tokens than it would alone. As with the real one, a token
/// fed alone leaves something else behind than one read in a chunk. It refuses what the real one
/// could not do, and fails on demand.
final class SimulatedEngine implements Engine {
    private final EngineShape shape;
    private final int[][] slots;
    private final MemorySegment[] rows;
    private final List<String> passes = new ArrayList<>();
    private IntPredicate failsOn = _ -> false;
    private int notANumberAfter = -1;
    private int failingDecodes;
    private boolean isCopyBroken;
    private boolean isSharingBroken;
    private boolean isCutSeen;
    private int rowCountMax = Integer.MAX_VALUE;

    SimulatedEngine(EngineShape shape) {
        this.shape = shape;
        this.slots = new int[shape.slotCount()][shape.slotLength()];
        this.rows = new MemorySegment[shape.slotCount()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = MemorySegment.ofArray(new float[shape.vocabularySize()]);
        }
    }

    /// A pass that reads such a token fails.
    void failOn(IntPredicate tokenIds) {
        failsOn = tokenIds;
    }

    /// So many decode passes of more than one row fail.
    void failDecodes(int count) {
        failingDecodes = count;
    }

    /// The logits that follow this token are not numbers.
    void answerNonsenseAfter(int tokenId) {
        notANumberAfter = tokenId;
    }

    void breakCopies(boolean isBroken) {
        isCopyBroken = isBroken;
    }

    /// Passes over more rows than this find no memory; a prefill pass has one row.
    void limitMemoryTo(int rows) {
        rowCountMax = rows;
    }

    /// What a pass leaves behind depends on how many tokens it reads.
    void roundByCut() {
        isCutSeen = true;
    }

    /// A prefix cannot be copied; a whole slot can.
    void breakSharing() {
        isSharingBroken = true;
    }

    /// `prefill SLOT COUNT`, `decode COUNT` and `share FROM TO COUNT`, in order.
    List<String> passes() {
        return passes;
    }

    /// What a pass over this token alone leaves in the cache.
    static int fedAlone(int tokenId) {
        return tokenId + (1 << 20);
    }

    /// The logits that follow these contents of a slot.
    static void logits(int[] tokens, int count, MemorySegment row) {
        long hash = Arrays.hashCode(Arrays.copyOf(tokens, count));
        SplittableRandom random = new SplittableRandom(hash);
        for (int id = 0; id < row.byteSize() / Float.BYTES; id++) {
            row.setAtIndex(
                    java.lang.foreign.ValueLayout.JAVA_FLOAT, id, (float) random.nextGaussian());
        }
    }

    @Override
    public EngineShape shape() {
        return shape;
    }

    @Override
    public Logits prefill(int slot, int[] tokens, int offset, int count, int cachedTokenCount) {
        passes.add("prefill " + slot + " " + count);
        require(count <= shape.prefillTokenCountMax(), "chunk of " + count);
        requireMemory(1);
        require(count > 1 || cachedTokenCount == 0, "chunk of one token");
        require(cachedTokenCount + count <= shape.slotLength(), "slot is full");
        for (int i = 0; i < count; i++) {
            int tokenId = tokens[offset + i];
            int left = count == 1 ? fedAlone(tokenId) : tokenId;
            slots[slot][cachedTokenCount + i] = isCutSeen ? left + (count << 24) : left;
            failIf(failsOn.test(tokens[offset + i]));
        }
        answer(0, slot, cachedTokenCount + count);
        return index -> rows[index];
    }

    @Override
    public Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts) {
        passes.add("decode " + count);
        require(firstSlot + count <= shape.slotCount(), "slots to " + (firstSlot + count));
        requireMemory(count);
        for (int row = 0; row < count; row++) {
            require(cachedTokenCounts[row] < shape.slotLength(), "slot is full");
            slots[firstSlot + row][cachedTokenCounts[row]] = fedAlone(tokens[row]);
            failIf(failsOn.test(tokens[row]));
        }
        failIf(count > 1 && failingDecodes-- > 0);
        for (int row = 0; row < count; row++) {
            answer(row, firstSlot + row, cachedTokenCounts[row] + 1);
        }
        return index -> rows[index];
    }

    @Override
    public void copySlot(int from, int to, int length) {
        failIf(isCopyBroken);
        System.arraycopy(slots[from], 0, slots[to], 0, length);
        Arrays.fill(slots[from], -1);
    }

    @Override
    public void copyPositions(int from, int to, int first, int count) {
        passes.add("share " + from + " " + to + " " + count);
        failIf(isCopyBroken || isSharingBroken);
        require(from != to && count > 0, "copy of " + count + " to the same place");
        System.arraycopy(slots[from], first, slots[to], first, count);
    }

    @Override
    public void exchangeSlots(int first, int second, int length) {
        failIf(isCopyBroken);
        int[] spare = Arrays.copyOf(slots[first], length);
        System.arraycopy(slots[second], 0, slots[first], 0, length);
        System.arraycopy(spare, 0, slots[second], 0, length);
    }

    @Override
    public void close() {}

    private void answer(int row, int slot, int count) {
        logits(slots[slot], count, rows[row]);
        int last = slots[slot][count - 1];
        if (last == notANumberAfter || last == fedAlone(notANumberAfter)) {
            rows[row].setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, 0, Float.NaN);
        }
    }

    private void requireMemory(int rowCount) {
        if (rowCount > rowCountMax) {
            throw new EngineMemoryException(
                    "simulated shortage", new IllegalStateException("of " + rowCount + " rows"));
        }
    }

    private static void failIf(boolean fails) {
        if (fails) {
            throw new SluiceException(ErrorCode.ENGINE_FAILED, "simulated failure");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("the loop asked for what the engine cannot do: " + what);
        }
    }
}

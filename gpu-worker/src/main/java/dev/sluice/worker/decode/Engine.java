package dev.sluice.worker.decode;

/// One loaded model with room for the keys and values of `slotCount` sequences. All calls come from
/// the engine thread. A failed pass throws [dev.sluice.contracts.SluiceException] with
/// `ENGINE_FAILED`, or [EngineMemoryException], and leaves every slot as it was up to its cached
/// length; the engine stays usable.
public interface Engine extends AutoCloseable {
    EngineShape shape();

    /// Reads `tokens[offset … offset+count-1]` into `slot`, after `cachedTokenCount` positions that
    /// are there already. Answers one row: the logits that follow the last of these tokens.
    Logits prefill(int slot, int[] tokens, int offset, int count, int cachedTokenCount);

    /// Reads one token into each of `count` slots from `firstSlot` on: `tokens[i]` into slot
    /// `firstSlot + i`, after `cachedTokenCounts[i]` positions. Answers `count` rows. A row does
    /// not depend on its neighbours, to the bit.
    Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts);

    /// Moves the first `length` positions of one slot over another; the one's are of no use then.
    void copySlot(int from, int to, int length);

    /// Copies `count` positions from `first` on, so that both slots have them; those before stay.
    void copyPositions(int from, int to, int first, int count);

    /// Swaps the first `length` positions of two slots.
    void exchangeSlots(int first, int second, int length);

    @Override
    void close();
}

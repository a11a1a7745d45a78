package dev.sluice.worker.kvcache;

/// The slot that holds most of a prompt's beginning, and how many tokens of it.
public record PrefixMatch(int slot, int tokenCount) {
    static final PrefixMatch NONE = new PrefixMatch(SlotTable.NO_SLOT, 0);
}

package dev.sluice.worker.kvcache;

/// Where a newcomer sits, and how many tokens of its prompt the slot holds already.
public record SlotEntry(int slot, int warmTokenCount) {}

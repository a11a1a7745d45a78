package dev.sluice.worker.kvcache;

/// What sits in a slot: a sequence, as far as placement cares.
public interface SlotOccupant {
    /// Positions of the slot that hold this occupant's keys and values.
    int cachedTokenCount();
}

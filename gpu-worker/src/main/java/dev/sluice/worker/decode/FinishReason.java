package dev.sluice.worker.decode;

/// Why a sequence ended.
public enum FinishReason {
    /// The model produced an end token, or the listener said stop.
    STOP,
    /// `tokenCountMax` was reached, or the slot is full.
    LENGTH,
    CANCELLED,
    /// The engine lost it, and whoever has it next may go on: nothing is written of this end.
    LOST,
    /// The engine, the sampler or the listener failed; the outcome has the failure.
    ERROR
}

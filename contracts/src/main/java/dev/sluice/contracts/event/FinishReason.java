package dev.sluice.contracts.event;

/// Why generation ended well.
public enum FinishReason {
    /// The model ended its answer, or a stop text was reached.
    STOP,
    /// `maxTokens` was reached, or the context is full.
    LENGTH
}

package dev.sluice.masking.policy;

/// Which way a text goes.
public enum Direction {
    /// To the model.
    PROMPT,
    /// To the client.
    ANSWER
}

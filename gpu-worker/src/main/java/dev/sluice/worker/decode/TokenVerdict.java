package dev.sluice.worker.decode;

/// A listener's answer to a token: whether the sequence goes on. `STOP` is how a stop text, found
/// outside where text is known, ends a sequence before the next step is spent on it.
public enum TokenVerdict {
    CONTINUE,
    STOP
}

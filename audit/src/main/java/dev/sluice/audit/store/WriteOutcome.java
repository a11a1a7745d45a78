package dev.sluice.audit.store;

/// What became of a write. Reasons name states and classes, never content.
public sealed interface WriteOutcome {
    /// All of it is in the database, or was there already.
    record Written() implements WriteOutcome {}

    /// The database did not do it, and may do it later: the same write is worth another try.
    record Unavailable(String reason) implements WriteOutcome {}

    /// Something in the write can never be stored; nothing of it was.
    record Refused(String reason) implements WriteOutcome {}
}

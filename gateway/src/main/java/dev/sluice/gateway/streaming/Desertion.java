package dev.sluice.gateway.streaming;

/// What becomes of a request when its last reader leaves before the end.
public enum Desertion {
    /// Nobody can read it later: end it at once.
    CANCEL,
    /// The client may come back within the grace period; then end it.
    CANCEL_AFTER_GRACE,
    /// It was asked to be kept, or another gateway answers for it.
    RUN_ON
}

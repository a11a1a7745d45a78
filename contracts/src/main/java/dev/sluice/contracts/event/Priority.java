package dev.sluice.contracts.event;

/// How urgent a request is; earlier constants go first.
public enum Priority {
    INTERACTIVE,
    STANDARD,
    BATCH
}

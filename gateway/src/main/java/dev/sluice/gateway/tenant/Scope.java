package dev.sluice.gateway.tenant;

/// What a key may be used for.
public enum Scope {
    INFERENCE,
    BATCH,
    ADMIN,
    AUDIT
}

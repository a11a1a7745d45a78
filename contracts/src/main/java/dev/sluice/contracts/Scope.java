package dev.sluice.contracts;

/// What an API key may be used for.
public enum Scope {
    /// Ask models, and read one's own answers.
    INFERENCE,
    /// Files, and requests in bulk.
    BATCH,
    /// Everything about tenants, keys and routes, and acting for any tenant.
    ADMIN,
    /// Read the audit.
    AUDIT;

    /// The wire name, for example `inference`.
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

package dev.sluice.contracts;

import java.util.Locale;
import java.util.Optional;

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
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String label) {
        for (Scope scope : values()) {
            if (scope.label().equals(label)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}

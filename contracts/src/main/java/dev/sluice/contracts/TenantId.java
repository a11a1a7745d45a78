package dev.sluice.contracts;

/// The customer a request is billed to and isolated by.
public record TenantId(String value) implements Identifier {
    /// The tenant of the administrator's own key and of records that name no other.
    public static final TenantId DEFAULT = new TenantId("default");

    public TenantId {
        Identifier.checked("tenant id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.sluice.gateway.admin;

import dev.sluice.contracts.event.TenantEvent.KeyDefined;

/// A new key, the one time that it can be seen. Prints without it.
public record IssuedKey(String apiKey, KeyDefined definition) {
    @Override
    public String toString() {
        return "IssuedKey[" + definition.keyId() + "]";
    }
}

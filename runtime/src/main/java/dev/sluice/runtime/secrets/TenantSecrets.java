package dev.sluice.runtime.secrets;

import dev.sluice.contracts.TenantId;
import javax.crypto.SecretKey;

/// Where the keys of tenants come from: a file in `SLUICE_HOME` ([HomeSecrets]), or a key service.
@FunctionalInterface
public interface TenantSecrets {
    /// A key of 256 bits. The same tenant and purpose always give the same key; from one key no
    /// other can be told. `purpose` is any text, and no secret.
    SecretKey derive(TenantId tenant, String purpose);

    /// What seals texts between the services that act for this tenant.
    default Sealing sealing(TenantId tenant) {
        return new Sealing(derive(tenant, "seal/encrypt"), derive(tenant, "seal/nonce"));
    }
}

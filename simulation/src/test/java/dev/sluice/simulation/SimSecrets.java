package dev.sluice.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Keys that are the same in every run and process.
public enum SimSecrets implements TenantSecrets {
    INSTANCE;

    @Override
    public SecretKey derive(TenantId tenant, String purpose) {
        try {
            byte[] secret =
                    MessageDigest.getInstance("SHA-256")
                            .digest((tenant + "/" + purpose).getBytes(UTF_8));
            return new SecretKeySpec(secret, "Generic");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

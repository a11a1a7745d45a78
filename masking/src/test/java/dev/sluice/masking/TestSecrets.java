package dev.sluice.masking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Keys that are the same in every run.
public enum TestSecrets implements TenantSecrets {
    INSTANCE;

    @Override
    public SecretKey derive(TenantId tenant, String purpose) {
        try {
            byte[] key =
                    MessageDigest.getInstance("SHA-256")
                            .digest((tenant + "/" + purpose).getBytes(UTF_8));
            return new SecretKeySpec(key, "Generic");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

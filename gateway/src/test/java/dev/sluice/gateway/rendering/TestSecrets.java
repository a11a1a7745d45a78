package dev.sluice.gateway.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Keys that are the same in every run; each secret has its own.
public record TestSecrets(String secret) implements TenantSecrets {
    @Override
    public SecretKey derive(TenantId tenant, String purpose) {
        try {
            String text = secret + "/" + tenant + "/" + purpose;
            byte[] key = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return new SecretKeySpec(key, "Generic");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

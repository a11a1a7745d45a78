package dev.sluice.runtime.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.home.Home;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// Keys derived from the secret in `SLUICE_HOME`, with HKDF-SHA256 (RFC 5869):
///
/// ```
/// key = expand(extract(salt = "sluice/tenant-secret/v1", secret), info = tenant '/' purpose, 32)
/// ```
///
/// A tenant id has no slash, so no two tenants meet.
public final class HomeSecrets implements TenantSecrets {
    private static final byte[] SALT = "sluice/tenant-secret/v1".getBytes(UTF_8);
    private static final int SECRET_BYTES_MIN = 32;
    private static final int KEY_BYTES = 32;

    private final byte[] secret;

    private HomeSecrets(byte[] secret) {
        this.secret = secret;
    }

    /// Reads the home's secret; makes it where there is none yet.
    public static HomeSecrets of(Home home) {
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder().decode(home.tenantSecret());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(home.tenantSecretFile() + " is not base64url", e);
        }
        if (secret.length < SECRET_BYTES_MIN) {
            throw new IllegalStateException(
                    home.tenantSecretFile()
                            + " has "
                            + secret.length
                            + " bytes, at least "
                            + SECRET_BYTES_MIN
                            + " are needed");
        }
        return new HomeSecrets(secret);
    }

    @Override
    public SecretKey derive(TenantId tenant, String purpose) {
        byte[] info = (tenant.value() + "/" + purpose).getBytes(UTF_8);
        try {
            var parameters =
                    HKDFParameterSpec.ofExtract()
                            .addSalt(SALT)
                            .addIKM(secret)
                            .thenExpand(info, KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey("Generic", parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HKDF-SHA256", e);
        }
    }
}

package dev.sluice.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A content as a row of sealed chunks:
///
/// ```
/// chunk  = length of sealed: 4 bytes, sealed
/// sealed = nonce: 12 random bytes, AES-256-GCM(key, nonce, bytes, aad = name 0 number [0 last])
/// ```
///
/// The number and the mark of the last chunk are bound in, so chunks cannot be swapped, dropped or
/// cut off unseen. There are far fewer than 2^32 chunks to a key.
final class SealedChunks {
    static final int CHUNK_BYTES = 64 * 1024;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    static final int SEALED_BYTES_MAX = CHUNK_BYTES + NONCE_BYTES + TAG_BITS / 8;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;
    private final String name;

    SealedChunks(SecretKey key, String name) {
        this.key = new SecretKeySpec(key.getEncoded(), "AES");
        this.name = name;
    }

    /// The chunks of a tenant's file.
    static SealedChunks of(TenantSecrets secrets, TenantId tenant, ObjectId id) {
        return new SealedChunks(secrets.derive(tenant, "files"), id.value());
    }

    byte[] seal(byte[] plain, int length, long number, boolean isLast) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] cipher =
                    cipher(Cipher.ENCRYPT_MODE, nonce, number, isLast).doFinal(plain, 0, length);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.length);
            System.arraycopy(cipher, 0, sealed, NONCE_BYTES, cipher.length);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES-GCM", e);
        }
    }

    byte[] open(byte[] sealed, long number, boolean isLast) throws IOException {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, number, isLast)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IOException("the content of " + name + " was changed, or has another key", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, long number, boolean isLast)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((name + '\0' + number + (isLast ? "\0last" : "")).getBytes(UTF_8));
        return cipher;
    }
}

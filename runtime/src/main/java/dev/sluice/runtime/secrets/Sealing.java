package dev.sluice.runtime.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals texts with AES-256-GCM, bound to the place they stand in:
///
/// ```
/// nonce  = HMAC-SHA256(nonceKey, place 0 text)[0..12)
/// sealed = "1." base64url(nonce, AES-GCM(key, nonce, text, aad = place))
/// ```
///
/// The nonce is a function of the text, so the same text in the same place gives the same bytes (a
/// replay repeats its records), and another text never meets the same nonce: after an upgrade a
/// replay may well write another text in the same place.
public final class Sealing {
    private static final String VERSION = "1.";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecretKey nonceKey;

    Sealing(SecretKey key, SecretKey nonceKey) {
        this.key = new SecretKeySpec(key.getEncoded(), "AES");
        this.nonceKey = nonceKey;
    }

    /// `place` is where the sealed text stands, such as an event id; no secret.
    public String seal(String place, String text) {
        byte[] plain = text.getBytes(UTF_8);
        byte[] nonce = nonce(place, plain);
        try {
            byte[] cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(plain);
            byte[] sealed = Arrays.copyOf(nonce, nonce.length + cipher.length);
            System.arraycopy(cipher, 0, sealed, nonce.length, cipher.length);
            return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES-GCM", e);
        }
    }

    /// Empty: it was sealed for another place or with another key, or was changed.
    public Optional<String> open(String place, String sealed) {
        if (!sealed.startsWith(VERSION)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(VERSION.length()));
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, place);
            int length = Math.max(0, bytes.length - NONCE_BYTES);
            return Optional.of(new String(cipher.doFinal(bytes, NONCE_BYTES, length), UTF_8));
        } catch (AEADBadTagException | IllegalArgumentException forged) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(UTF_8));
        return cipher;
    }

    private byte[] nonce(String place, byte[] plain) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(nonceKey);
            mac.update(place.getBytes(UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(plain), NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HMAC-SHA256", e);
        }
    }
}

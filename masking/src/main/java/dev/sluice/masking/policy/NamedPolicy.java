package dev.sluice.masking.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A policy with the text it was read from, by which it travels.
///
/// @param text the policy file; absent: the default policy
public record NamedPolicy(@Nullable String text, MaskingPolicy policy) {
    private static final int DIGEST_DIGITS = 16;

    public static final NamedPolicy DEFAULT = new NamedPolicy(null, MaskingPolicy.maskEverything());

    /// The first 16 hex digits of the text's SHA-256; absent for the default.
    public @Nullable String digest() {
        if (text == null) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    /// Without the text.
    @Override
    public String toString() {
        return "NamedPolicy[" + digest() + "]";
    }
}

package dev.sluice.runtime.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// Reads and compares API keys. Keys are compared as SHA-256 hashes, in constant time.
public final class BearerKey {
    private static final String SCHEME = "bearer ";

    private BearerKey() {}

    /// The key in an `Authorization` header, or null where there is none.
    public static @Nullable String of(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String presented = authorization.substring(SCHEME.length()).strip();
        return presented.isEmpty() ? null : presented;
    }

    public static byte[] hash(String apiKey) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(apiKey.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static boolean matches(@Nullable String presented, byte[] expectedHash) {
        return presented != null && MessageDigest.isEqual(hash(presented), expectedHash);
    }
}

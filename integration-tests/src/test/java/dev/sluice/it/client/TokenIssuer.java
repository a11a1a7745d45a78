package dev.sluice.it.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/// An identity provider in a few lines of the JDK: ES256, one key.
public final class TokenIssuer {
    public static final String NAME = "https://login.example.com/";
    public static final String AUDIENCE = "sluice";
    private static final int COORDINATE_BYTES = 32;

    private final KeyPair keys;

    public TokenIssuer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The JWKS document.
    public String document() {
        var point = ((ECPublicKey) keys.getPublic()).getW();
        return """
        {"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"k1","x":"%s","y":"%s"}]}
        """
                .formatted(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        byte[] whole = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - 32), bytes.length);
        System.arraycopy(whole, 0, padded, COORDINATE_BYTES - whole.length, whole.length);
        return encoded(padded);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// A token of a tenant, good for some seconds.
    public String token(String tenant, String scope, long seconds) {
        String claims =
                """
                {"iss":"%s","aud":"%s","sub":"jane","exp":%d,"tenant":"%s","scope":"%s"}\
                """
                        .formatted(
                                NAME,
                                AUDIENCE,
                                Instant.now().getEpochSecond() + seconds,
                                tenant,
                                scope);
        String signed =
                encoded("{\"alg\":\"ES256\",\"kid\":\"k1\"}".getBytes(UTF_8))
                        + "."
                        + encoded(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

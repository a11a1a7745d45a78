package dev.sluice.runtime.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/// An identity provider: it has keys, and signs what a test wants signed.
final class TestIssuer {
    static final String NAME = "https://login.example.com/";
    static final String AUDIENCE = "sluice";

    private TestIssuer() {}

    static TokenRules rules() {
        return new TokenRules(
                NAME,
                AUDIENCE,
                "keys.json",
                "tenant",
                "scope",
                Set.of(Scope.INFERENCE, Scope.BATCH),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofSeconds(30));
    }

    static PublicJsonWebKey rsaKey(String keyId) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(keyId);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String document(JsonWebKey... keys) {
        return new JsonWebKeySet(List.of(keys)).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /// What a good token says at this moment.
    static JwtClaims claims(Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience(AUDIENCE);
        claims.setSubject("jane@example.com");
        claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + 600));
        claims.setStringClaim("tenant", "acme");
        claims.setStringClaim("scope", "openid inference");
        return claims;
    }

    static String signed(JwtClaims claims, PublicJsonWebKey key, String algorithm) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayloadBytes(claims.toJson().getBytes(UTF_8));
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}

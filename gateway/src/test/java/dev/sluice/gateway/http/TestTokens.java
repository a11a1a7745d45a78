package dev.sluice.gateway.http;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.access.TokenKeys;
import dev.sluice.runtime.access.TokenRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/// An identity provider whose tokens a [TestGateway] takes, with any scope.
final class TestTokens {
    private static final String ISSUER = "https://login.example.com/";
    private static final String AUDIENCE = "sluice";

    private static final EllipticCurveJsonWebKey KEY = newKey();
    private static final EllipticCurveJsonWebKey STRANGERS_KEY = newKey();

    private static EllipticCurveJsonWebKey newKey() {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("k1");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static TokenRules rules() {
        return new TokenRules(
                ISSUER,
                AUDIENCE,
                "keys.json",
                "tenant",
                "scope",
                Set.of(Scope.values()),
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                Duration.ZERO);
    }

    /// The keys, read.
    TokenKeys keys() {
        TokenKeys keys =
                new TokenKeys(() -> new JsonWebKeySet(KEY).toJson(), Duration.ofMinutes(10));
        try {
            keys.step(Instant.now());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return keys;
    }

    String good(TenantId tenant, List<Scope> scopes) {
        return token(tenant, scopes, Duration.ofHours(1), KEY);
    }

    String expired(TenantId tenant, List<Scope> scopes) {
        return token(tenant, scopes, Duration.ofSeconds(-5), KEY);
    }

    /// Says what a good one says, and is signed by somebody else.
    String forged(TenantId tenant, List<Scope> scopes) {
        return token(tenant, scopes, Duration.ofHours(1), STRANGERS_KEY);
    }

    private static String token(
            TenantId tenant,
            List<Scope> scopes,
            Duration lifetime,
            EllipticCurveJsonWebKey signer) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject("jane");
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(Instant.now().plus(lifetime).toEpochMilli()));
        claims.setStringClaim("tenant", tenant.value());
        claims.setStringListClaim("scope", scopes.stream().map(Scope::label).toList());
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(signer.getPrivateKey());
        signature.setKeyIdHeaderValue(signer.getKeyId());
        signature.setAlgorithmHeaderValue("ES256");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}

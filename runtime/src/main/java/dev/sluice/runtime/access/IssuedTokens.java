package dev.sluice.runtime.access;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.http.BearerKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/// Tokens of an identity provider beside the keys of the book: what has the form of a token (JWT)
/// is one, everything else is a key.
///
/// Fails closed: a token opens a door only if one of the issuer's public keys signed it, with an
/// algorithm of such keys, for this audience, not too long ago and not for too long, and for a
/// tenant that an administrator defined. It may carry no more scopes than the operator lets tokens
/// carry. Any thread; waits for nothing.
public final class IssuedTokens implements KeyRing {
    private static final int LENGTH_MAX = 8_192;
    private static final String JSON_OBJECT = "eyJ";
    private static final int ID_BYTES = 16;
    private static final Lookup INVALID = new Lookup.Refused("the token is not valid");
    private static final Lookup EXPIRED = new Lookup.Refused("the token has expired");
    private static final AlgorithmConstraints PUBLIC_KEY_ALGORITHMS =
            new AlgorithmConstraints(
                    ConstraintType.PERMIT,
                    AlgorithmIdentifiers.RSA_USING_SHA256,
                    AlgorithmIdentifiers.RSA_USING_SHA384,
                    AlgorithmIdentifiers.RSA_USING_SHA512,
                    AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
                    AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
                    AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                    AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
                    AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
                    AlgorithmIdentifiers.EDDSA);

    private final AccessBook book;
    private final TokenRules rules;
    private final TokenKeys keys;

    public IssuedTokens(AccessBook book, TokenRules rules, TokenKeys keys) {
        this.book = book;
        this.rules = rules;
        this.keys = keys;
    }

    @Override
    public Lookup find(String presented, Instant now) {
        if (!isToken(presented)) {
            return book.find(presented, now);
        }
        if (presented.length() > LENGTH_MAX) {
            return INVALID;
        }
        List<JsonWebKey> current = keys.current(now);
        return current == null || !book.isComplete()
                ? new Lookup.NotYetKnown()
                : verified(presented, current, now);
    }

    private static boolean isToken(String presented) {
        return presented.startsWith(JSON_OBJECT)
                && presented.chars().filter(c -> c == '.').count() == 2;
    }

    private Lookup verified(String token, List<JsonWebKey> current, Instant now) {
        try {
            return lookup(consumer(current, now).processToClaims(token));
        } catch (InvalidJwtException e) {
            if (hasUnknownKey(e)) {
                keys.want();
            }
            return e.hasExpired() ? EXPIRED : INVALID;
        } catch (MalformedClaimException e) {
            return INVALID;
        }
    }

    private static boolean hasUnknownKey(InvalidJwtException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof UnresolvableKeyException) {
                return true;
            }
        }
        return false;
    }

    private JwtConsumer consumer(List<JsonWebKey> current, Instant now) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(PUBLIC_KEY_ALGORITHMS)
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(current))
                .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                .setAllowedClockSkewInSeconds(Math.toIntExact(rules.clockSkewMax().toSeconds()))
                .setRequireExpirationTime()
                .setMaxFutureValidityInMinutes(Math.toIntExact(rules.lifetimeMax().toMinutes()))
                .setRequireSubject()
                .setExpectedIssuer(true, rules.issuer())
                .setExpectedAudience(true, rules.audience())
                .build();
    }

    private Lookup lookup(JwtClaims claims) throws MalformedClaimException {
        TenantId tenant;
        try {
            tenant = new TenantId(claims.getStringClaimValue(rules.tenantClaim()));
        } catch (IllegalArgumentException | NullPointerException e) {
            return new Lookup.Refused("the token names no tenant");
        }
        if (book.directory().tenant(tenant).isEmpty()) {
            return new Lookup.Refused("the token's tenant is not known");
        }
        String holder = idOf(claims.getSubject());
        return new Lookup.Known(new Principal(tenant, holder, scopesIn(claims)), List.of());
    }

    /// Stands in records, where a name or an address of a person must not.
    private String idOf(String subject) {
        byte[] hash = BearerKey.hash(rules.issuer() + "\n" + subject);
        return "token_" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    private Set<Scope> scopesIn(JwtClaims claims) throws MalformedClaimException {
        List<String> labels =
                claims.isClaimValueStringList(rules.scopeClaim())
                        ? claims.getStringListClaimValue(rules.scopeClaim())
                        : claims.hasClaim(rules.scopeClaim())
                                ? List.of(claims.getStringClaimValue(rules.scopeClaim()).split(" "))
                                : List.of();
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String label : labels) {
            Scope.of(label).filter(rules.scopes()::contains).ifPresent(scopes::add);
        }
        return scopes;
    }
}

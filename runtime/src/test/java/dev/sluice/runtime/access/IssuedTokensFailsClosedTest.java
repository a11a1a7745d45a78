package dev.sluice.runtime.access;

import static dev.sluice.runtime.access.AccessEvents.ACME;
import static dev.sluice.runtime.access.AccessEvents.NOON;
import static dev.sluice.runtime.access.AccessEvents.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.runtime.access.KeyRing.Lookup;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A good token enters; each way in which it can be bad is tried alone.
final class IssuedTokensFailsClosedTest {
    private static final PublicJsonWebKey KEY = TestIssuer.rsaKey("k1");
    private static final PublicJsonWebKey OTHERS_KEY = TestIssuer.rsaKey("k1");

    private final AccessBook book = new AccessBook("sk-admin");
    private String document = TestIssuer.document(KEY);
    private @Nullable Exception failure;
    private int reads;
    private final TokenKeys keys =
            new TokenKeys(
                    () -> {
                        reads++;
                        if (failure != null) {
                            throw failure;
                        }
                        return document;
                    },
                    Duration.ofMinutes(10));
    private final IssuedTokens tokens = new IssuedTokens(book, TestIssuer.rules(), keys);

    @BeforeEach
    void define() throws Exception {
        book.apply(TenantDefined.unlimited("e", ACME, NOON));
        book.apply(key("k1", "sk-acme", Scope.AUDIT));
        book.publish();
        book.markComplete();
        keys.step(NOON);
    }

    private static String good() {
        return TestIssuer.signed(TestIssuer.claims(NOON), KEY, "RS256");
    }

    private static String with(Consumer<JwtClaims> change) {
        JwtClaims claims = TestIssuer.claims(NOON);
        change.accept(claims);
        return TestIssuer.signed(claims, KEY, "RS256");
    }

    private Principal principalOf(String token) {
        Lookup lookup = tokens.find(token, NOON);
        assertThat(lookup).isInstanceOf(Lookup.Known.class);
        return ((Lookup.Known) lookup).principal();
    }

    @Test
    void aGoodTokenIsItsTenantsWithTheScopesThatTokensMayCarry() {
        // When
        Principal principal = principalOf(good());

        // Then
        assertThat(principal.tenantId()).isEqualTo(ACME);
        assertThat(principal.scopes()).containsExactly(Scope.INFERENCE);
        assertThat(principal.keyId()).matches("token_[0-9a-f]{32}");
        assertThat(principalOf(good()).keyId()).isEqualTo(principal.keyId());
        assertThat(principalOf(with(claims -> claims.setSubject("joe"))).keyId())
                .isNotEqualTo(principal.keyId());
        assertThat(
                        principalOf(
                                        with(claims ->
                                                claims.setStringListClaim(
                                                        "scope",
                                                        List.of("batch", "admin", "audit"))))
                                .scopes())
                .containsExactly(Scope.BATCH);
        assertThat(principalOf(with(claims -> claims.unsetClaim("scope"))).scopes()).isEmpty();
    }

    @Test
    void everyAlgorithmOfPublicKeysWillDo() throws Exception {
        // Given
        PublicJsonWebKey curve = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        curve.setKeyId("ec");
        document = TestIssuer.document(KEY, curve);
        keys.step(NOON.plus(Duration.ofMinutes(10)));

        // Then
        JwtClaims claims = TestIssuer.claims(NOON);
        assertThat(principalOf(TestIssuer.signed(claims, KEY, "PS512")).tenantId()).isEqualTo(ACME);
        assertThat(principalOf(TestIssuer.signed(claims, curve, "ES256")).tenantId())
                .isEqualTo(ACME);
    }

    @Test
    void keysOpenWhatTheyOpenedBefore() {
        assertThat(tokens.find("sk-acme", NOON)).isEqualTo(book.find("sk-acme", NOON));
        assertThat(tokens.find("sk-admin", NOON)).isInstanceOf(Lookup.Known.class);
        assertThat(tokens.find("sk-nobody", NOON)).isInstanceOf(Lookup.Refused.class);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static String unsigned(String header) {
        return encoded(header) + "." + encoded(TestIssuer.claims(NOON).toJson()) + ".";
    }

    /// Signed with the public key as if it were a secret, which everybody has.
    private static String signedWithThePublicKey() throws GeneralSecurityException {
        String signed = unsigned("{\"alg\":\"HS256\",\"kid\":\"k1\"}");
        signed = signed.substring(0, signed.length() - 1);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getPublicKey().getEncoded(), "HmacSHA256"));
        byte[] signature = mac.doFinal(signed.getBytes(UTF_8));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String withHeader(String more) {
        String[] parts = good().split("\\.", -1);
        return encoded("{\"alg\":\"RS256\"," + more + "}") + "." + parts[1] + "." + parts[2];
    }

    private static Consumer<JwtClaims> expiringIn(long seconds) {
        return claims ->
                claims.setExpirationTime(NumericDate.fromSeconds(NOON.getEpochSecond() + seconds));
    }

    static Stream<Arguments> bad() throws Exception {
        String[] parts = good().split("\\.", -1);
        JwtClaims other = TestIssuer.claims(NOON);
        other.setStringClaim("tenant", "rich");
        return Stream.of(
                Arguments.of("no algorithm", unsigned("{\"alg\":\"none\"}")),
                Arguments.of("no algorithm, a key", unsigned("{\"alg\":\"none\",\"kid\":\"k1\"}")),
                Arguments.of("another spelling", unsigned("{\"alg\":\"None\"}")),
                Arguments.of("no header", encoded("{}") + "." + parts[1] + "." + parts[2]),
                Arguments.of("a symmetric algorithm", signedWithThePublicKey()),
                Arguments.of("no signature", parts[0] + "." + parts[1] + "."),
                Arguments.of(
                        "another payload",
                        parts[0] + "." + encoded(other.toJson()) + "." + parts[2]),
                Arguments.of(
                        "another's key of the same name",
                        TestIssuer.signed(TestIssuer.claims(NOON), OTHERS_KEY, "RS256")),
                Arguments.of("an unknown key", withHeader("\"kid\":\"k9\"")),
                Arguments.of(
                        "a key that it brings along", withHeader("\"jwk\":" + OTHERS_KEY.toJson())),
                Arguments.of(
                        "an extension that must be understood",
                        withHeader("\"kid\":\"k1\",\"crit\":[\"x\"],\"x\":1")),
                Arguments.of("another issuer", with(claims -> claims.setIssuer("https://evil"))),
                Arguments.of("no issuer", with(claims -> claims.unsetClaim("iss"))),
                Arguments.of("another audience", with(claims -> claims.setAudience("bank"))),
                Arguments.of("no audience", with(claims -> claims.unsetClaim("aud"))),
                Arguments.of("no subject", with(claims -> claims.unsetClaim("sub"))),
                Arguments.of("no end", with(claims -> claims.unsetClaim("exp"))),
                Arguments.of("expired", with(expiringIn(-31))),
                Arguments.of("good for too long", with(expiringIn(3_600 + 91))),
                Arguments.of(
                        "not yet good",
                        with(claims ->
                                claims.setNotBefore(
                                        NumericDate.fromSeconds(NOON.getEpochSecond() + 31)))),
                Arguments.of("no tenant", with(claims -> claims.unsetClaim("tenant"))),
                Arguments.of(
                        "a tenant that is no text", with(claims -> claims.setClaim("tenant", 7))),
                Arguments.of(
                        "a tenant that is no id",
                        with(claims -> claims.setStringClaim("tenant", "a/b"))),
                Arguments.of(
                        "a tenant that nobody defined",
                        with(claims -> claims.setStringClaim("tenant", "unknown"))),
                Arguments.of("scopes of no kind", with(claims -> claims.setClaim("scope", 7))),
                Arguments.of(
                        "too long", with(claims -> claims.setStringClaim("x", "y".repeat(8_192)))),
                Arguments.of("no token at all", "eyJ.."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aBadTokenOpensNothing(String name, String token) {
        assertThat(tokens.find(token, NOON)).as(name).isInstanceOf(Lookup.Refused.class);
    }

    @Test
    void theLimitsOfTimeAreExact() {
        assertThat(tokens.find(with(expiringIn(-29)), NOON)).isInstanceOf(Lookup.Known.class);
        assertThat(tokens.find(with(expiringIn(3_600)), NOON)).isInstanceOf(Lookup.Known.class);
    }

    @Test
    void aSymmetricKeyOfTheIssuerIsNoKey() throws Exception {
        // Given
        var shared = new OctetSequenceJsonWebKey(new SecretKeySpec(new byte[32], "AES"));
        document = "{\"keys\":[" + shared.toJson() + "]}";

        // When
        var others = new TokenKeys(() -> document, Duration.ofMinutes(10));
        others.step(NOON);

        // Then
        assertThat(others.current(NOON)).isNull();
    }

    @Test
    void aNewKeyIsFetchedWhenItComesButNotForEveryStranger() throws Exception {
        // Given
        PublicJsonWebKey next = TestIssuer.rsaKey("k2");
        String token = TestIssuer.signed(TestIssuer.claims(NOON), next, "RS256");
        document = TestIssuer.document(next);
        assertThat(reads).isEqualTo(1);

        // When
        Lookup before = tokens.find(token, NOON);
        keys.step(NOON.plusSeconds(9));
        int tooSoon = reads;
        keys.step(NOON.plusSeconds(10));
        Lookup after = tokens.find(token, NOON);
        Lookup withTheOldKey = tokens.find(good(), NOON);
        keys.step(NOON.plusSeconds(11));

        // Then
        assertThat(before).isInstanceOf(Lookup.Refused.class);
        assertThat(tooSoon).isEqualTo(1);
        assertThat(after).isInstanceOf(Lookup.Known.class);
        assertThat(withTheOldKey).isInstanceOf(Lookup.Refused.class);
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void keysThatCannotBeReadAnewCountForADayAndNoLonger() throws Exception {
        // Given
        failure = new IllegalStateException("no answer");
        keys.step(NOON.plus(Duration.ofMinutes(10)));
        assertThat(reads).isEqualTo(2);

        // Then
        assertThat(keys.current(NOON.plus(TokenKeys.AGE_MAX))).isNotNull();
        assertThat(tokens.find(good(), NOON.plus(TokenKeys.AGE_MAX).plusSeconds(1)))
                .isInstanceOf(Lookup.NotYetKnown.class);
    }

    @Test
    void beforeKeysAndTenantsAreReadNobodyEnters() throws Exception {
        // Given
        var unread = new TokenKeys(() -> document, Duration.ofMinutes(10));
        AccessBook empty = new AccessBook("sk-admin");

        // Then
        assertThat(new IssuedTokens(book, TestIssuer.rules(), unread).find(good(), NOON))
                .isInstanceOf(Lookup.NotYetKnown.class);
        assertThat(new IssuedTokens(empty, TestIssuer.rules(), keys).find(good(), NOON))
                .isInstanceOf(Lookup.NotYetKnown.class);
    }

    @Test
    void aTokenThatMayAdministerMustBeLetTo() {
        // Given
        TokenRules usual = TestIssuer.rules();
        var open =
                new TokenRules(
                        usual.issuer(),
                        usual.audience(),
                        usual.keys(),
                        usual.tenantClaim(),
                        usual.scopeClaim(),
                        Set.of(Scope.ADMIN),
                        usual.refresh(),
                        usual.lifetimeMax(),
                        usual.clockSkewMax());
        String token = with(claims -> claims.setStringClaim("scope", "admin inference"));

        // Then
        assertThat(principalOf(token).scopes()).containsExactly(Scope.INFERENCE);
        assertThat(new IssuedTokens(book, open, keys).find(token, NOON))
                .isEqualTo(
                        new Lookup.Known(
                                new Principal(
                                        new TenantId("acme"),
                                        principalOf(token).keyId(),
                                        Set.of(Scope.ADMIN)),
                                List.of()));
    }
}

package dev.sluice.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenRulesTest {
    private record Settings(
            @Nullable String issuerText,
            @Nullable String audienceText,
            @Nullable String keysText,
            List<String> scopes,
            Duration refresh,
            Duration lifetimeMax,
            Duration clockSkewMax)
            implements TokenConfig {
        @Override
        public Optional<String> issuer() {
            return Optional.ofNullable(issuerText);
        }

        @Override
        public Optional<String> audience() {
            return Optional.ofNullable(audienceText);
        }

        @Override
        public Optional<String> keys() {
            return Optional.ofNullable(keysText);
        }

        @Override
        public String tenantClaim() {
            return "tenant";
        }

        @Override
        public String scopeClaim() {
            return "scope";
        }
    }

    private static Settings settings(
            @Nullable String issuer, @Nullable String audience, @Nullable String keys) {
        return new Settings(
                issuer,
                audience,
                keys,
                List.of("inference", "batch"),
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                Duration.ofSeconds(30));
    }

    @Test
    void withoutAnIssuerNoTokensAreTaken() {
        assertThat(TokenRules.of(settings(null, null, null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.com/keys",
                "http://127.0.0.1:9/keys",
                "http://[::1]/keys",
                "http://localhost/keys",
                "/etc/sluice/keys.json"
            })
    void keysComeFromWhereNobodyCanChangeThemOnTheirWay(String keys) {
        // When
        TokenRules rules = TokenRules.of(settings("i", "a", keys)).orElseThrow();

        // Then
        assertThat(rules.keys()).isEqualTo(keys);
        assertThat(rules.scopes()).containsExactlyInAnyOrder(Scope.INFERENCE, Scope.BATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example.com/keys", "http://127.0.0.1.example.com/"})
    void plainHttpIsRefused(String keys) {
        assertThatThrownBy(() -> TokenRules.of(settings("i", "a", keys)))
                .hasMessage("sluice.http.tokens.keys must be an https URL or a file");
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        assertThatThrownBy(() ->
                        TokenRules.of(
                                new Settings(
                                        "i",
                                        null,
                                        null,
                                        List.of("root"),
                                        Duration.ofMillis(999),
                                        Duration.ofSeconds(59),
                                        Duration.ofMinutes(11))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokens.audience is missing")
                .hasMessageContaining("tokens.keys is missing")
                .hasMessageContaining("tokens.scopes has root, which is no scope")
                .hasMessageContaining("tokens.refresh is PT0.999S")
                .hasMessageContaining("tokens.lifetime-max is PT59S")
                .hasMessageContaining("tokens.clock-skew-max is PT11M");
        assertThatThrownBy(() -> TokenRules.of(settings(null, "a", "k")))
                .hasMessage("sluice.http.tokens.issuer is missing");
    }
}

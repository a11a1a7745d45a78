package dev.sluice.runtime.access;

import dev.sluice.contracts.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a token must be like to open a door; `keys` is where its issuer's keys are read.
public record TokenRules(
        String issuer,
        String audience,
        String keys,
        String tenantClaim,
        String scopeClaim,
        Set<Scope> scopes,
        Duration refresh,
        Duration lifetimeMax,
        Duration clockSkewMax) {
    private static final Set<String> LOOPBACKS = Set.of("127.0.0.1", "[::1]", "localhost");

    public TokenRules {
        scopes = Set.copyOf(scopes);
    }

    /// Empty: no tokens are taken. An `IllegalArgumentException` lists what is wrong.
    static Optional<TokenRules> of(TokenConfig config) {
        List<String> problems = new ArrayList<>();
        boolean isOff = config.issuer().isEmpty();
        if (isOff && (config.audience().isPresent() || config.keys().isPresent())) {
            problems.add("sluice.http.tokens.issuer is missing");
        }
        if (!isOff && config.audience().isEmpty()) {
            problems.add("sluice.http.tokens.audience is missing");
        }
        if (!isOff && config.keys().isEmpty()) {
            problems.add("sluice.http.tokens.keys is missing");
        }
        config.keys()
                .filter(keys -> !isSafe(keys))
                .ifPresent(_ ->
                        problems.add("sluice.http.tokens.keys must be an https URL or a file"));
        Set<Scope> scopes = scopes(config.scopes(), problems);
        within("refresh", config.refresh(), Duration.ofSeconds(1), Duration.ofHours(24), problems);
        within(
                "lifetime-max",
                config.lifetimeMax(),
                Duration.ofMinutes(1),
                Duration.ofDays(366),
                problems);
        within(
                "clock-skew-max",
                config.clockSkewMax(),
                Duration.ZERO,
                Duration.ofMinutes(10),
                problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return isOff
                ? Optional.empty()
                : Optional.of(
                        new TokenRules(
                                config.issuer().orElseThrow(),
                                config.audience().orElseThrow(),
                                config.keys().orElseThrow(),
                                config.tenantClaim(),
                                config.scopeClaim(),
                                scopes,
                                config.refresh(),
                                config.lifetimeMax(),
                                config.clockSkewMax()));
    }

    /// Whoever could change the keys on their way could sign any token.
    private static boolean isSafe(String keys) {
        return !keys.startsWith("http:") || LOOPBACKS.contains(URI.create(keys).getHost());
    }

    private static Set<Scope> scopes(List<String> labels, List<String> problems) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String label : labels) {
            Scope.of(label)
                    .ifPresentOrElse(
                            scopes::add,
                            () ->
                                    problems.add(
                                            "sluice.http.tokens.scopes has "
                                                    + label
                                                    + ", which is no scope"));
        }
        return scopes;
    }

    private static void within(
            String key, Duration value, Duration min, Duration max, List<String> problems) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            problems.add(
                    "sluice.http.tokens."
                            + key
                            + " is "
                            + value
                            + ", must be between "
                            + min
                            + " and "
                            + max);
        }
    }
}

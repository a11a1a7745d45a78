package dev.sluice.audit.store;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Settings with the defaults, but for what a test names.
public record TestSettings(@Nullable String givenUrl, @Nullable String givenUser)
        implements StoreSettings {
    public static final TestSettings DEFAULTS = new TestSettings(null, null);

    @Override
    public Optional<String> url() {
        return Optional.ofNullable(givenUrl);
    }

    @Override
    public Optional<String> user() {
        return Optional.ofNullable(givenUser);
    }

    @Override
    public Optional<String> password() {
        return Optional.empty();
    }

    @Override
    public int connectionCountMax() {
        return 4;
    }

    @Override
    public Duration connectionWait() {
        return Duration.ofSeconds(5);
    }
}

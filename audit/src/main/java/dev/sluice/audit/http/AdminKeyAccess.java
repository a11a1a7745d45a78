package dev.sluice.audit.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.http.BearerKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The administrator's key and no other.
@Singleton
public final class AdminKeyAccess implements ReadAccess {
    private final byte[] adminKeyHash;

    @Inject
    AdminKeyAccess() {
        this(Home.open());
    }

    AdminKeyAccess(Home home) {
        adminKeyHash = BearerKey.hash(home.adminKey().value());
    }

    @Override
    public Optional<ErrorCode> refusal(@Nullable String apiKey) {
        return BearerKey.matches(apiKey, adminKeyHash)
                ? Optional.empty()
                : Optional.of(ErrorCode.INVALID_API_KEY);
    }
}

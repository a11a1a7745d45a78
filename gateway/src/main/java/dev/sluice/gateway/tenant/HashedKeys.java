package dev.sluice.gateway.tenant;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.http.BearerKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keys that are known by their hash. Every lookup compares with every key, each in constant time,
/// so that its duration says nothing about how close a guess was.
public final class HashedKeys implements KeyRing {
    private static final String ADMIN_KEY_ID = "admin";

    private final List<KnownKey> knownKeys;

    public HashedKeys(List<KnownKey> knownKeys) {
        this.knownKeys = List.copyOf(knownKeys);
    }

    /// The ring of an installation that has the administrator's key only: all scopes.
    public static HashedKeys ofAdmin(String apiKey) {
        Principal admin = new Principal(TenantId.DEFAULT, ADMIN_KEY_ID, EnumSet.allOf(Scope.class));
        return new HashedKeys(List.of(new KnownKey(BearerKey.hash(apiKey), admin)));
    }

    @Override
    public Optional<Principal> principalOf(@Nullable String apiKey) {
        Optional<Principal> found = Optional.empty();
        for (KnownKey known : knownKeys) {
            if (BearerKey.matches(apiKey, known.hash)) {
                found = Optional.of(known.principal);
            }
        }
        return found;
    }

    /// A key's hash, and whose it is.
    public static final class KnownKey {
        private final byte[] hash;
        private final Principal principal;

        public KnownKey(byte[] hash, Principal principal) {
            this.hash = hash.clone();
            this.principal = principal;
        }
    }
}

package dev.sluice.runtime.access;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaLimits;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.runtime.http.BearerKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tenants and keys as of one record of `tenants`. Immutable: a lookup takes no lock.
///
/// A key is looked up by its SHA-256. Why no slow hash, as for passwords: a key has 256 random
/// bits, so there is nothing to guess, however fast one guesses; and a slow hash on every request
/// would be a way to keep the gateway busy. Why a plain map: to learn from its timing which hashes
/// begin alike helps nobody who cannot choose a key by its hash.
public final class AccessDirectory {
    private final Map<String, Entry> byHash;
    private final Map<TenantId, TenantDefined> tenants;
    private final Set<TenantId> unreadable;
    private final Map<String, TenantEvent> keysById;
    private final Map<TenantId, TokensSpent> spent;
    private final boolean hasLimits;

    /// A key with its ranges parsed.
    private record Entry(KeyDefined key, KeyRing.Lookup.Known known) {}

    AccessDirectory(
            Map<TenantId, TenantDefined> tenants,
            Map<String, TenantEvent> keysById,
            Map<TenantId, TokensSpent> spent,
            Set<TenantId> unreadable) {
        this.tenants = Map.copyOf(tenants);
        this.unreadable = Set.copyOf(unreadable);
        this.keysById = Map.copyOf(keysById);
        this.spent = Map.copyOf(spent);
        this.hasLimits = tenants.values().stream().anyMatch(tenant -> !tenant.limits().areNone());
        Map<String, Entry> entries = new HashMap<>();
        for (TenantEvent event : keysById.values()) {
            if (event instanceof KeyDefined key) {
                entries.put(key.hash(), entryOf(key));
            }
        }
        this.byHash = Map.copyOf(entries);
    }

    private static Entry entryOf(KeyDefined key) {
        var principal = new Principal(key.tenantId(), key.keyId(), Set.copyOf(key.scopes()));
        List<AddressRange> ranges = key.allowedIps().stream().map(AddressRange::of).toList();
        return new Entry(key, new KeyRing.Lookup.Known(principal, ranges));
    }

    Optional<KeyRing.Lookup> find(String apiKey, Instant now) {
        return Optional.ofNullable(byHash.get(hashOf(apiKey))).map(entry -> judge(entry, now));
    }

    private KeyRing.Lookup judge(Entry entry, Instant now) {
        Instant expiresAt = entry.key().expiresAt();
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return new KeyRing.Lookup.Refused("the API key has expired");
        }
        if (unreadable.contains(entry.key().tenantId())) {
            return new KeyRing.Lookup.Refused("the tenant's definition cannot be read");
        }
        return entry.known();
    }

    /// As it stands in [KeyDefined#hash].
    public static String hashOf(String apiKey) {
        return HexFormat.of().formatHex(BearerKey.hash(apiKey));
    }

    public Optional<TenantDefined> tenant(TenantId id) {
        return Optional.ofNullable(tenants.get(id));
    }

    /// What a tenant is held to; one that nobody defined, to nothing.
    public QuotaLimits limits(TenantId id) {
        return tenant(id).map(TenantDefined::limits).orElse(QuotaLimits.NONE);
    }

    /// What tenants have spent of their budgets, as of some seconds ago.
    public Map<TenantId, TokensSpent> spent() {
        return spent;
    }

    /// Whether any tenant is held to anything.
    public boolean hasLimits() {
        return hasLimits;
    }

    /// By id.
    public List<TenantDefined> tenants() {
        return tenants.values().stream()
                .sorted(Comparator.comparing(tenant -> tenant.tenantId().value()))
                .toList();
    }

    /// Keys in force, expired and revoked ([KeyRevoked]), by tenant and id.
    public List<TenantEvent> keys() {
        return keysById.values().stream()
                .sorted(Comparator.comparing(TenantEvent::recordKey))
                .toList();
    }

    /// What is known of a key: its definition or its revocation.
    public Optional<TenantEvent> key(String keyId) {
        return Optional.ofNullable(keysById.get(keyId));
    }
}

package dev.sluice.runtime.access;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.KeyRevoked;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.runtime.http.BearerKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// What the topic `tenants` says about tenants and keys, and the administrator's key, which is in
/// no topic. One thread applies and publishes; any thread finds, in the newest [AccessDirectory].
///
/// Fails closed: a record that cannot be read takes a key away, and shuts a tenant out of which
/// nothing was known before. Masking policies and webhooks are not its business.
public final class AccessBook implements KeyRing {
    private static final Lookup ADMINISTRATOR =
            new Lookup.Known(Principal.ADMINISTRATOR, List.of());
    private static final Lookup UNKNOWN = new Lookup.Refused("the API key is not known");
    private static final Lookup NOT_YET_KNOWN = new Lookup.NotYetKnown();

    private final byte[] adminKeyHash;

    /// Owned by the thread that applies; keys by their id.
    private final Map<TenantId, TenantDefined> tenants = new HashMap<>();

    private final Map<String, TenantEvent> keys = new HashMap<>();
    private final Map<TenantId, TokensSpent> spent = new HashMap<>();
    private final Map<String, String> keyIdsByRecordKey = new HashMap<>();
    private final Set<TenantId> unreadable = new HashSet<>();

    private final Queue<CompletableFuture<Void>> waiters = new ConcurrentLinkedQueue<>();
    private volatile AccessDirectory directory =
            new AccessDirectory(Map.of(), Map.of(), Map.of(), Set.of());
    private volatile boolean isComplete;

    public AccessBook(String adminKey) {
        this.adminKeyHash = BearerKey.hash(adminKey);
    }

    /// Takes what a record defines; it counts from the next [#publish] on.
    public void apply(TenantEvent event) {
        switch (event) {
            case TenantDefined defined -> {
                tenants.put(defined.tenantId(), defined);
                unreadable.remove(defined.tenantId());
            }
            case KeyDefined defined -> applyKey(defined);
            case KeyRevoked revoked -> putKey(revoked.keyId(), revoked);
            case TokensSpent counted -> spent.put(counted.tenantId(), counted);
            case MaskingPolicyDefined _, WebhookDefined _ -> {}
        }
    }

    private void applyKey(KeyDefined defined) {
        try {
            defined.allowedIps().forEach(AddressRange::of);
            putKey(defined.keyId(), defined);
        } catch (IllegalArgumentException e) {
            forget(defined.recordKey());
        }
    }

    private void putKey(String keyId, TenantEvent event) {
        TenantEvent known = keys.get(keyId);
        if (known != null && !known.tenantId().equals(event.tenantId())) {
            // An id is one key's: a second tenant's record under it is made up.
            return;
        }
        keys.put(keyId, event);
        keyIdsByRecordKey.put(event.recordKey(), keyId);
    }

    /// Takes a record that cannot be read.
    public void refuse(String recordKey) {
        if (recordKey.indexOf('/') >= 0) {
            forget(recordKey);
            return;
        }
        TenantId tenant = tenantIn(recordKey);
        if (tenant != null && !tenants.containsKey(tenant)) {
            unreadable.add(tenant);
        }
    }

    /// Takes a record that says nothing any more.
    public void forget(String recordKey) {
        String keyId = keyIdsByRecordKey.remove(recordKey);
        if (keyId != null) {
            keys.remove(keyId);
        }
        TenantId tenant = tenantIn(recordKey);
        if (tenant != null) {
            tenants.remove(tenant);
            unreadable.remove(tenant);
        }
    }

    private static @Nullable TenantId tenantIn(String recordKey) {
        try {
            return new TenantId(recordKey);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// What was applied holds from now on.
    public void publish() {
        directory = new AccessDirectory(tenants, keys, spent, unreadable);
    }

    /// Everything that stood there at the start is known.
    public void markComplete() {
        isComplete = true;
    }

    public boolean isComplete() {
        return isComplete;
    }

    public AccessDirectory directory() {
        return directory;
    }

    /// Completes when everything that stood on the topic before this call holds in this process.
    /// The caller bounds how long it waits.
    public CompletableFuture<Void> appliedSoFar() {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        waiters.add(waiter);
        return waiter;
    }

    /// Who asked so far; whoever takes them completes them.
    List<CompletableFuture<Void>> takeWaiters() {
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        for (var next = waiters.poll(); next != null; next = waiters.poll()) {
            taken.add(next);
        }
        return taken;
    }

    @Override
    public Lookup find(String apiKey, Instant now) {
        if (BearerKey.matches(apiKey, adminKeyHash)) {
            return ADMINISTRATOR;
        }
        return directory.find(apiKey, now).orElse(isComplete ? UNKNOWN : NOT_YET_KNOWN);
    }
}

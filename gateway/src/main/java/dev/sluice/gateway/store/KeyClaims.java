package dev.sluice.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ObjectEvent.KeyClaimed;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;

/// Idempotency keys over all gateways: the first claim of a key in the log counts.
///
/// 1. Look the key up; whoever claimed it long ago is known.
/// 2. Else write a claim of one's own, wait until the tables have it, and look again: of two that
///    wrote at the same time, both see the same winner.
///
/// Keys and bodies may hold anything, so the log has keyed hashes of them. Any thread.
public final class KeyClaims {
    private static final String MAC = "HmacSHA256";
    private static final int HASH_BYTES = 16;

    private final GatewayStore store;
    private final MeshLog log;
    private final TenantSecrets secrets;
    private final InstantSource clock;

    public KeyClaims(GatewayStore store, MeshLog log, TenantSecrets secrets, InstantSource clock) {
        this.store = store;
        this.log = log;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// What a claim came to.
    public sealed interface Claim {
        /// The key is new: the object is the caller's to make.
        record Won() implements Claim {}

        /// The same request came before, and makes this object.
        record Repeated(ObjectId id) implements Claim {}

        /// Another request came before.
        record Conflicting() implements Claim {}
    }

    /// `route` and `body` are what the key stands for; `proposed` is the object that this call
    /// would make.
    public CompletionStage<Claim> claim(
            TenantId tenant, String key, String route, byte[] body, ObjectId proposed) {
        String keyHash = hash(tenant, "key", key.getBytes(UTF_8));
        String fingerprint = hash(tenant, route, body);
        return known(tenant, keyHash)
                .thenCompose(known ->
                        known.isPresent()
                                ? CompletableFuture.completedStage(known)
                                : write(tenant, keyHash, fingerprint, proposed))
                .thenApply(first -> verdict(first.orElseThrow(), fingerprint, proposed));
    }

    /// What became of a claim that was made before, as far as this gateway has read; makes none.
    public CompletionStage<Optional<Claim>> find(
            TenantId tenant, String key, String route, byte[] body) {
        String fingerprint = hash(tenant, route, body);
        return known(tenant, hash(tenant, "key", key.getBytes(UTF_8)))
                .thenApply(known -> known.map(first -> verdict(first, fingerprint)));
    }

    private record Known(String fingerprint, ObjectId id) {}

    private CompletionStage<Optional<Known>> known(TenantId tenant, String keyHash) {
        return store.read(sql ->
                sql.one(
                        "SELECT fingerprint, object_id FROM claimed_key"
                                + " WHERE tenant_id = ? AND key_hash = ?",
                        row -> new Known(row.getString(1), new ObjectId(row.getString(2))),
                        tenant.value(),
                        keyHash));
    }

    private CompletionStage<Optional<Known>> write(
            TenantId tenant, String keyHash, String fingerprint, ObjectId proposed) {
        var claimed =
                new KeyClaimed(
                        keyHash + "/" + proposed,
                        keyHash,
                        tenant,
                        clock.instant(),
                        fingerprint,
                        proposed);
        return log.keep(claimed)
                .thenCompose(_ -> store.caughtUp())
                .thenCompose(_ -> known(tenant, keyHash));
    }

    private static Claim verdict(Known first, String fingerprint, ObjectId proposed) {
        return first.id().equals(proposed) ? new Claim.Won() : verdict(first, fingerprint);
    }

    private static Claim verdict(Known first, String fingerprint) {
        return first.fingerprint().equals(fingerprint)
                ? new Claim.Repeated(first.id())
                : new Claim.Conflicting();
    }

    private String hash(TenantId tenant, String context, byte[] value) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(secrets.derive(tenant, "idempotency"));
            mac.update(context.getBytes(UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(value), 0, HASH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + MAC, e);
        }
    }
}

package dev.sluice.gateway.admin;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.KeyRevoked;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Issues, rotates and revokes keys. The key itself is in the answer to whoever asked for it and
/// nowhere else; the log has its hash.
public final class KeyAdmin {
    private static final String KEY_PREFIX = "sk-sluice-";
    private static final String ID_PREFIX = "key_";
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

    private final AdminLog log;
    private final AccessBook book;
    private final Consumer<byte[]> random;

    /// `random` fills an array and must be a strong generator.
    public KeyAdmin(AdminLog log, AccessBook book, Consumer<byte[]> random) {
        this.log = log;
        this.book = book;
        this.random = random;
    }

    /// A new key.
    public CompletionStage<Reading<IssuedKey>> issue(KeyForm form, RequestId call, Instant now) {
        IssuedKey issued = issued(form, call, now);
        return log.define(Topic.TENANTS, issued.definition().recordKey(), issued.definition())
                .thenApply(_ -> new Reading.Understood<>(issued));
    }

    /// A new key for the same use; the old one works for `overlap` more.
    public CompletionStage<Reading<IssuedKey>> rotate(
            String keyId, Duration overlap, RequestId call, Instant now) {
        return log.refresh(Topic.TENANTS)
                .thenCompose(_ ->
                        book.directory().key(keyId).orElse(null) instanceof KeyDefined former
                                ? rotate(former, overlap, call, now)
                                : CompletableFuture.completedStage(unknown(keyId)));
    }

    private CompletionStage<Reading<IssuedKey>> rotate(
            KeyDefined former, Duration overlap, RequestId call, Instant now) {
        KeyForm same =
                new KeyForm(
                        former.tenantId(),
                        java.util.Set.copyOf(former.scopes()),
                        former.allowedIps(),
                        former.expiresAt());
        return issue(same, call, now)
                .thenCompose(issued -> {
                    TenantEvent last = lastOf(former, overlap, call, now);
                    return log.define(Topic.TENANTS, last.recordKey(), last).thenApply(_ -> issued);
                });
    }

    private static TenantEvent lastOf(
            KeyDefined former, Duration overlap, RequestId call, Instant now) {
        if (overlap.isZero()) {
            return revocation(former, call, now);
        }
        Instant end = now.plus(overlap);
        boolean endsBefore = former.expiresAt() != null && former.expiresAt().isBefore(end);
        return new KeyDefined(
                call + "/rotated",
                former.tenantId(),
                former.occurredAt(),
                former.keyId(),
                former.hash(),
                former.scopes(),
                former.allowedIps(),
                endsBefore ? former.expiresAt() : end);
    }

    /// The key opens nothing any more, on any gateway, as soon as it has read the record. Revoking
    /// it again changes nothing.
    public CompletionStage<Reading<TenantEvent>> revoke(String keyId, RequestId call, Instant now) {
        return log.refresh(Topic.TENANTS)
                .thenCompose(_ -> {
                    TenantEvent known = book.directory().key(keyId).orElse(null);
                    if (!(known instanceof KeyDefined defined)) {
                        return CompletableFuture.completedStage(
                                known == null ? unknown(keyId) : new Reading.Understood<>(known));
                    }
                    KeyRevoked revoked = revocation(defined, call, now);
                    return log.define(Topic.TENANTS, revoked.recordKey(), revoked)
                            .thenApply(_ -> new Reading.Understood<TenantEvent>(revoked));
                });
    }

    private static KeyRevoked revocation(KeyDefined key, RequestId call, Instant now) {
        return new KeyRevoked(call + "/revoked", key.tenantId(), now, key.keyId());
    }

    private IssuedKey issued(KeyForm form, RequestId call, Instant now) {
        String apiKey =
                KEY_PREFIX
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(KEY_BYTES));
        return new IssuedKey(
                apiKey,
                new KeyDefined(
                        call + "/key",
                        form.tenant(),
                        now,
                        ID_PREFIX + HexFormat.of().formatHex(bytes(ID_BYTES)),
                        AccessDirectory.hashOf(apiKey),
                        List.copyOf(new java.util.TreeSet<>(form.scopes())),
                        form.allowedIps(),
                        form.expiresAt()));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.accept(bytes);
        return bytes;
    }

    private static <T> Reading<T> unknown(String keyId) {
        return new Reading.Refused<>(
                Refusal.of(ErrorCode.NOT_FOUND, "there is no key '" + keyId + "'", "id"));
    }
}

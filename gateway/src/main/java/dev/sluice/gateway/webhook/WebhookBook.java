package dev.sluice.gateway.webhook;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The endpoints in force, of all tenants. One thread applies; any thread asks, without a lock.
public final class WebhookBook {
    public static final int TENANT_COUNT_MAX = 16;
    public static final int COUNT_MAX = 10_000;
    private static final Comparator<WebhookDefined> BY_TENANT_AND_AGE =
            Comparator.comparing((WebhookDefined each) -> each.tenantId().value())
                    .thenComparing(WebhookDefined::occurredAt)
                    .thenComparing(WebhookDefined::webhookId);

    private final Map<String, WebhookDefined> byRecordKey = new ConcurrentHashMap<>();
    private volatile boolean isComplete;

    /// Throws an `IllegalArgumentException` for one endpoint more than the book holds.
    public void apply(WebhookDefined defined) {
        if (byRecordKey.size() >= COUNT_MAX && !byRecordKey.containsKey(defined.recordKey())) {
            throw new IllegalArgumentException(
                    "there are " + COUNT_MAX + " webhooks, the most that is allowed");
        }
        byRecordKey.put(defined.recordKey(), defined);
    }

    public void remove(String recordKey) {
        byRecordKey.remove(recordKey);
    }

    /// Everything that was defined before this gateway started is applied.
    public void markComplete() {
        isComplete = true;
    }

    public boolean isComplete() {
        return isComplete;
    }

    public boolean isEmpty() {
        return byRecordKey.isEmpty();
    }

    /// All endpoints, by tenant and age.
    public List<WebhookDefined> all() {
        return byRecordKey.values().stream().sorted(BY_TENANT_AND_AGE).toList();
    }

    public Optional<WebhookDefined> find(String webhookId) {
        return byRecordKey.values().stream()
                .filter(each -> each.webhookId().equals(webhookId))
                .findFirst();
    }

    /// The endpoint that a call is for.
    Optional<WebhookDefined> find(TenantId tenant, String webhookId) {
        return find(webhookId).filter(each -> each.tenantId().equals(tenant));
    }

    public long countOf(TenantId tenant) {
        return byRecordKey.values().stream().filter(each -> each.tenantId().equals(tenant)).count();
    }

    /// Who is to hear of it. `skew`: by so much clocks of the mesh may differ; within it an
    /// endpoint hears of what may have ended before it was defined.
    public List<WebhookDefined> listenersTo(Completion ended, Duration skew) {
        return byRecordKey.values().stream()
                .filter(each -> each.tenantId().equals(ended.tenantId()))
                .filter(each -> wants(each, ended.type()))
                .filter(each -> !ended.at().isBefore(each.occurredAt().minus(skew)))
                .sorted(BY_TENANT_AND_AGE)
                .toList();
    }

    /// An answer that was cut off at its length is `response.incomplete`, as OpenAI calls it. Who
    /// asked for those that completed hears of it too: it would wait for ever otherwise.
    private static boolean wants(WebhookDefined endpoint, WebhookType type) {
        return endpoint.types().contains(type)
                || (type == WebhookType.RESPONSE_INCOMPLETE
                        && endpoint.types().contains(WebhookType.RESPONSE_COMPLETED));
    }

    /// When the oldest endpoint was defined: nobody wants to hear of what ended before.
    public Optional<Instant> since() {
        return byRecordKey.values().stream()
                .map(WebhookDefined::occurredAt)
                .min(Comparator.naturalOrder());
    }
}

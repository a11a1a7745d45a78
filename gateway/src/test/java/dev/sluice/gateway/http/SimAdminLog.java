package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admin.AdminLog;
import dev.sluice.gateway.catalogue.RouteTable;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.runtime.access.AccessBook;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The compacted topics in memory, applied at once. What [#stand] puts there is applied when the
/// gateway asks for it: another gateway wrote it.
final class SimAdminLog implements AdminLog {
    private final RouteTable routes;
    private final AccessBook tenants;
    private final WebhookBook webhooks;
    private final Map<String, Event> unread = new ConcurrentHashMap<>();
    private volatile boolean isDown;

    SimAdminLog(RouteTable routes, AccessBook tenants, WebhookBook webhooks) {
        this.routes = routes;
        this.tenants = tenants;
        this.webhooks = webhooks;
    }

    void goDown() {
        isDown = true;
    }

    void stand(RouteDefined written) {
        unread.put(written.alias(), written);
    }

    void stand(TenantEvent written) {
        unread.put(written.recordKey(), written);
    }

    /// Tenants whose topics were made, in that order.
    final List<TenantId> prepared = new CopyOnWriteArrayList<>();

    /// A tenant whose topics cannot be made.
    static final TenantId UNFIT = new TenantId("un.fit");

    @Override
    public CompletionStage<Void> prepare(TenantId tenant) {
        if (tenant.equals(UNFIT)) {
            return CompletableFuture.failedStage(
                    new SluiceException(ErrorCode.INVALID_PARAMETER, "id: its topics collide"));
        }
        prepared.add(tenant);
        return acknowledged();
    }

    @Override
    public CompletionStage<Void> refresh(Topic topic) {
        unread.values().forEach(this::apply);
        unread.clear();
        return acknowledged();
    }

    @Override
    public CompletionStage<Void> define(Topic topic, String recordKey, Event event) {
        if (!isDown) {
            apply(event);
        }
        return acknowledged();
    }

    @Override
    public CompletionStage<Void> remove(Topic topic, String recordKey) {
        if (!isDown) {
            routes.remove(recordKey);
            webhooks.remove(recordKey);
        }
        return acknowledged();
    }

    private void apply(Event event) {
        switch (event) {
            case RouteDefined defined -> routes.apply(defined);
            case TenantEvent tenant -> {
                if (tenant instanceof WebhookDefined defined) {
                    webhooks.apply(defined);
                }
                tenants.apply(tenant);
                tenants.publish();
            }
            default -> throw new IllegalArgumentException(event.toString());
        }
    }

    private CompletionStage<Void> acknowledged() {
        return isDown
                ? CompletableFuture.failedStage(
                        new SluiceException(ErrorCode.MESH_UNAVAILABLE, "no brokers"))
                : CompletableFuture.completedStage(null);
    }
}

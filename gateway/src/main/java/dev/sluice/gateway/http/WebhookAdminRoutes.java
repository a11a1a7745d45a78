package dev.sluice.gateway.http;

import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.gateway.admin.WebhookAdmin;
import dev.sluice.gateway.admin.WebhookForm;
import dev.sluice.gateway.rendering.WebhookJson;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Objects;

/// `/admin/v1/webhooks`: the endpoints of tenants that are called when something ends. What was
/// changed goes on record.
final class WebhookAdminRoutes {
    private final GatewayPorts ports;
    private final AdminBodies bodies;
    private final AdminNotes notes;
    private final WebhookAdmin admin;

    WebhookAdminRoutes(GatewayPorts ports, AdminBodies bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.notes = new AdminNotes(ports);
        this.admin =
                new WebhookAdmin(
                        ports.adminLog(),
                        ports.webhooks(),
                        ports.secrets(),
                        new SecureRandom()::nextBytes);
    }

    void list(Call call) {
        call.answer(WebhookJson.list(ports.webhooks().all()));
    }

    void add(Call call) {
        bodies.read(
                call,
                json -> WebhookForm.read(json, ports.outboundGuard()),
                form ->
                        AdminBodies.answer(
                                call,
                                admin.add(form, call.requestId(), now()),
                                issued -> {
                                    note(call, issued.definition());
                                    return WebhookJson.issued(issued.definition(), issued.secret());
                                }));
    }

    void remove(Call call) {
        AdminBodies.passOver(call);
        String id = Objects.requireNonNull(call.routing().pathParam("id"), "the route has it");
        AdminBodies.answer(
                call,
                admin.remove(id),
                removed -> {
                    note(call, removed);
                    return WebhookJson.removed(removed.webhookId());
                });
    }

    private void note(Call call, WebhookDefined changed) {
        notes.note(call, changed.tenantId(), changed.webhookId());
    }

    private Instant now() {
        return ports.clock().instant();
    }
}

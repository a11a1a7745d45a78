package dev.sluice.gateway.http;

import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.admin.IssuedKey;
import dev.sluice.gateway.admin.KeyAdmin;
import dev.sluice.gateway.admin.KeyForm;
import dev.sluice.gateway.admin.Reading;
import dev.sluice.gateway.admin.RotationForm;
import dev.sluice.gateway.admin.TenantAdmin;
import dev.sluice.gateway.admin.TenantForm;
import dev.sluice.gateway.rendering.TenantJson;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// `/admin/v1/tenants` and `/admin/v1/keys`. What was changed goes on record.
final class TenantAdminRoutes {
    private final GatewayPorts ports;
    private final AdminBodies bodies;
    private final AdminNotes notes;
    private final TenantAdmin tenants;
    private final KeyAdmin keys;

    TenantAdminRoutes(GatewayPorts ports, AdminBodies bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.notes = new AdminNotes(ports);
        this.tenants = new TenantAdmin(ports.adminLog(), ports.tenants());
        this.keys = new KeyAdmin(ports.adminLog(), ports.tenants(), new SecureRandom()::nextBytes);
    }

    void listTenants(Call call) {
        call.answer(TenantJson.tenants(ports.tenants().directory().tenants()));
    }

    void defineTenant(Call call) {
        bodies.read(
                call,
                TenantForm::read,
                form ->
                        answer(
                                call,
                                tenants.define(form, call.requestId(), now()),
                                tenant -> new Changed(tenant.tenantId(), tenant.recordKey()),
                                TenantJson::tenant));
    }

    void listKeys(Call call) {
        call.answer(TenantJson.keys(ports.tenants().directory().keys(), now()));
    }

    void issueKey(Call call) {
        Instant now = now();
        bodies.read(
                call,
                json -> KeyForm.read(json, now),
                form -> answerKey(call, keys.issue(form, call.requestId(), now)));
    }

    void rotateKey(Call call) {
        bodies.read(
                call,
                RotationForm::read,
                form ->
                        answerKey(
                                call,
                                keys.rotate(keyIn(call), form.overlap(), call.requestId(), now())));
    }

    void revokeKey(Call call) {
        AdminBodies.passOver(call);
        answer(
                call,
                keys.revoke(keyIn(call), call.requestId(), now()),
                key -> new Changed(key.tenantId(), keyIn(call)),
                _ -> TenantJson.revoked(keyIn(call)));
    }

    private void answerKey(Call call, CompletionStage<Reading<IssuedKey>> change) {
        answer(
                call,
                change,
                issued -> new Changed(issued.definition().tenantId(), issued.definition().keyId()),
                issued -> TenantJson.issued(issued.definition(), issued.apiKey(), now()));
    }

    /// Whose things were changed, and which.
    private record Changed(TenantId tenant, String target) {}

    private <T> void answer(
            Call call,
            CompletionStage<Reading<T>> change,
            Function<T, Changed> changed,
            Function<T, String> rendering) {
        AdminBodies.answer(
                call,
                change,
                value -> {
                    Changed what = changed.apply(value);
                    notes.note(call, what.tenant(), what.target());
                    return rendering.apply(value);
                });
    }

    private static String keyIn(Call call) {
        return Objects.requireNonNull(call.routing().pathParam("id"), "the route has it");
    }

    private Instant now() {
        return ports.clock().instant();
    }
}

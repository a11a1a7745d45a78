package dev.sluice.gateway.http;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.MeshEvent.AdminActed;

/// Puts on record what administrators change.
final class AdminNotes {
    private final GatewayPorts ports;

    AdminNotes(GatewayPorts ports) {
        this.ports = ports;
    }

    /// `tenant`: whose things were changed; `target`: which.
    void note(Call call, TenantId tenant, String target) {
        ports.log()
                .note(
                        new AdminActed(
                                call.requestId() + "/admin",
                                call.requestId(),
                                tenant,
                                ports.clock().instant(),
                                call.route(),
                                call.requirePrincipal().keyId(),
                                target));
    }
}

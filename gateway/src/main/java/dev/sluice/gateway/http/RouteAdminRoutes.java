package dev.sluice.gateway.http;

import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.gateway.admin.RouteAdmin;
import dev.sluice.gateway.admin.RouteForm;
import dev.sluice.gateway.catalogue.ServedModel;
import dev.sluice.gateway.rendering.RouteJson;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// `/admin/v1/routes`: the aliases and the pools behind them.
final class RouteAdminRoutes {
    private final GatewayPorts ports;
    private final AdminBodies bodies;
    private final RouteAdmin admin;

    RouteAdminRoutes(GatewayPorts ports, AdminBodies bodies) {
        this.ports = ports;
        this.bodies = bodies;
        this.admin = new RouteAdmin(ports.adminLog(), ports.routes());
    }

    void list(Call call) {
        if (!ports.catalogue().isComplete()) {
            call.refuse(ModelRoutes.notYetKnown());
            return;
        }
        call.answer(RouteJson.list(ports.routes().all(), pools()));
    }

    void define(Call call) {
        bodies.read(
                call,
                RouteForm::read,
                form ->
                        AdminBodies.answer(
                                call, admin.define(form, call.requestId(), now()), this::shown));
    }

    void rollBack(Call call) {
        AdminBodies.passOver(call);
        AdminBodies.answer(
                call, admin.rollBack(aliasIn(call), call.requestId(), now()), this::shown);
    }

    void remove(Call call) {
        AdminBodies.passOver(call);
        AdminBodies.answer(
                call, admin.remove(aliasIn(call)), route -> RouteJson.removed(route.alias()));
    }

    private static String aliasIn(Call call) {
        return Objects.requireNonNull(call.routing().pathParam("alias"), "alias");
    }

    private String shown(RouteDefined route) {
        return RouteJson.one(route, pools());
    }

    private List<ServedModel> pools() {
        return ports.catalogue().pools(now());
    }

    private Instant now() {
        return ports.clock().instant();
    }
}

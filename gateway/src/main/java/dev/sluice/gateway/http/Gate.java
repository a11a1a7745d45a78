package dev.sluice.gateway.http;

import dev.sluice.contracts.Scope;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.runtime.access.Access;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.http.HttpCaller;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands in front of every route: nothing but the caller is looked at before the caller is right,
/// so that a refusal tells a stranger nothing.
final class Gate {
    private final AccessControl access;
    private final RequestIds ids;
    private final JsonAnswers json;
    private final GrpcAnswers grpc;
    private final InstantSource clock;

    Gate(GatewayPorts ports, RequestIds ids) {
        this.access = ports.access();
        this.ids = ids;
        this.clock = ports.clock();
        this.json = new JsonAnswers(ports.log(), ports.metrics(), clock);
        this.grpc = new GrpcAnswers(ports.log(), ports.metrics(), clock);
    }

    /// A route for callers with a scope; null: any key will do. `route` is its name in records:
    /// method and path.
    Handler<RoutingContext> guarding(String route, @Nullable Scope scope, Consumer<Call> endpoint) {
        return routing -> {
            Answers answers = GrpcAnswers.isSpokenBy(routing.request()) ? grpc : json;
            Call call = new Call(routing, route, ids.plain(), answers);
            call.guard(() -> enter(call, scope, endpoint));
        };
    }

    private void enter(Call call, @Nullable Scope scope, Consumer<Call> endpoint) {
        switch (access.admit(HttpCaller.of(call.request()), scope, clock.instant())) {
            case Access.Granted granted -> {
                call.authenticated(granted.principal());
                endpoint.accept(call);
            }
            case Access.Denied denied -> {
                if (denied.principal() != null) {
                    call.authenticated(denied.principal());
                }
                call.refuse(Refusal.of(denied.code(), denied.message(), denied.param()));
            }
        }
    }
}

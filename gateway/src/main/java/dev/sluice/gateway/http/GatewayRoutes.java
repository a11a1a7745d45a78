package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.tenant.Scope;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The table of routes.
final class GatewayRoutes {
    private static final String UNKNOWN_ROUTE = "unknown route";
    private static final String ROUTES = "/admin/v1/routes";

    private final Gate gate;
    private final List<Endpoint> endpoints;

    /// One row: `path` is Vert.x's, `shown` is what records call it.
    private record Endpoint(
            HttpMethod method, String path, String shown, Scope scope, Consumer<Call> handler) {
        /// Whether a request's path is this one's.
        boolean matches(String requestPath) {
            return requestPath.matches(path.replaceAll(":[a-z]+", "[^/]+").replace("*", ".*"));
        }
    }

    GatewayRoutes(GatewayPorts ports) {
        RequestIds ids = new RequestIds(ports.clock());
        gate =
                new Gate(
                        ports.keys(),
                        ids,
                        new Answers(ports.log(), ports.metrics(), ports.clock()));
        Departures departures = new Departures(ports);
        InferenceRoute inference = new InferenceRoute(ports, ids, departures);
        StreamRoutes streams = new StreamRoutes(ports, departures);
        ModelRoutes models = new ModelRoutes(ports);
        RouteAdminRoutes routes = new RouteAdminRoutes(ports, new AdminBodies(ports));
        endpoints =
                List.of(
                        endpoint(HttpMethod.POST, "/v1/chat/completions", inference::chat),
                        endpoint(HttpMethod.POST, "/generate", inference::question),
                        endpoint(HttpMethod.POST, "/api/v1/infer", inference::question),
                        endpoint(HttpMethod.GET, "/v1/models", models::list),
                        new Endpoint(
                                HttpMethod.GET,
                                "/v1/models/*",
                                "/v1/models/{id}",
                                Scope.INFERENCE,
                                models::one),
                        new Endpoint(
                                HttpMethod.GET,
                                "/v1/streams/:id",
                                "/v1/streams/{id}",
                                Scope.INFERENCE,
                                streams::resume),
                        new Endpoint(
                                HttpMethod.DELETE,
                                "/v1/streams/:id",
                                "/v1/streams/{id}",
                                Scope.INFERENCE,
                                streams::cancel),
                        admin(HttpMethod.GET, ROUTES, routes::list),
                        admin(HttpMethod.POST, ROUTES, routes::define),
                        admin(HttpMethod.PUT, ROUTES, routes::define),
                        admin(HttpMethod.POST, ROUTES + "/:alias/rollback", routes::rollBack),
                        admin(HttpMethod.DELETE, ROUTES + "/:alias", routes::remove));
    }

    private static Endpoint admin(HttpMethod method, String path, Consumer<Call> handler) {
        String shown = path.replaceAll(":([a-z]+)", "{$1}");
        return new Endpoint(method, path, shown, Scope.ADMIN, handler);
    }

    private static Endpoint endpoint(HttpMethod method, String path, Consumer<Call> handler) {
        return new Endpoint(method, path, path, Scope.INFERENCE, handler);
    }

    void mount(Router router) {
        for (Endpoint endpoint : endpoints) {
            String name = endpoint.method() + " " + endpoint.shown();
            router.route(endpoint.method(), endpoint.path())
                    .handler(gate.guarding(name, endpoint.scope(), endpoint.handler()));
        }
        router.errorHandler(404, refusing(ErrorCode.NOT_FOUND, "there is no such route"));
        router.errorHandler(405, this::refuseMethod);
        router.errorHandler(
                400, refusing(ErrorCode.INVALID_PARAMETER, "the request line is malformed"));
        router.errorHandler(500, refusing(ErrorCode.INTERNAL, "the request failed; see the log"));
    }

    private Handler<RoutingContext> refusing(ErrorCode code, String message) {
        return answering(call -> call.refuse(Refusal.of(code, message)));
    }

    private void refuseMethod(RoutingContext routing) {
        String allowed =
                endpoints.stream()
                        .filter(endpoint -> endpoint.matches(routing.normalizedPath()))
                        .map(endpoint -> endpoint.method().name())
                        .collect(Collectors.joining(", "));
        var refusal =
                Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, "the route does not have this method");
        answering(
                        call -> {
                            call.response().putHeader("Allow", allowed);
                            call.refuse(refusal);
                        })
                .handle(routing);
    }

    private Handler<RoutingContext> answering(Consumer<Call> answer) {
        return routing -> {
            String route = routing.request().method() + " " + UNKNOWN_ROUTE;
            gate.guarding(route, Scope.INFERENCE, answer).handle(routing);
        };
    }
}

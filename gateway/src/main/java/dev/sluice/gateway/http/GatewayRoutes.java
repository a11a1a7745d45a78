package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.Scope;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.grpc.DeepSeekService;
import dev.sluice.gateway.store.KeyClaims;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of routes.
final class GatewayRoutes {
    private static final String UNKNOWN_ROUTE = "unknown route";
    private static final String TENANTS = "/admin/v1/tenants";
    private static final String KEYS = "/admin/v1/keys";
    private static final String ROUTES = "/admin/v1/routes";
    private static final String WEBHOOKS = "/admin/v1/webhooks";

    private final Gate gate;
    private final List<Endpoint> endpoints;

    /// gRPC methods: not routes of the HTTP interface, and guarded as those.
    private final List<Endpoint> calls;

    private final GrpcOpenCalls openCalls;

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
        gate = new Gate(ports, ids);
        Departures departures = new Departures(ports);
        var keys =
                new IdempotencyKeys(
                        new KeyClaims(ports.store(), ports.log(), ports.secrets(), ports.clock()));
        var inference =
                new InferenceRoute(
                        ports,
                        ids,
                        new Publication(ports, departures),
                        keys,
                        new RequestReader(
                                new SecureRandom()::nextLong, ports.admission().choicesMax()));
        calls =
                List.of(
                        post(DeepSeekService.GENERATE, inference::generate),
                        post(DeepSeekService.GENERATE_STREAM, inference::generateStream));
        openCalls =
                new GrpcOpenCalls(
                        () -> ports.openStreams().isReady() && ports.catalogue().isComplete());
        StreamRoutes streams = new StreamRoutes(ports, departures);
        ModelRoutes models = new ModelRoutes(ports);
        AdminBodies adminBodies = new AdminBodies(ports);
        RouteAdminRoutes routes = new RouteAdminRoutes(ports, adminBodies);
        TenantAdminRoutes tenants = new TenantAdminRoutes(ports, adminBodies);
        var webhooks = new WebhookAdminRoutes(ports, adminBodies);
        var responses = new ResponseRoutes(ports, departures, streams);
        var files = new FileRoutes(ports, ids, keys);
        var batches = new BatchRoutes(ports, ids, keys);
        endpoints =
                List.of(
                        post("/v1/chat/completions", inference::chat),
                        post("/v1/completions", inference::completion),
                        post("/v1/responses", inference::response),
                        get("/v1/responses/{id}", responses::retrieve),
                        delete("/v1/responses/{id}", responses::delete),
                        post("/v1/responses/{id}/cancel", responses::cancel),
                        get("/v1/responses/{id}/input_items", responses::inputItems),
                        post("/generate", inference::question),
                        post("/api/v1/infer", inference::question),
                        get("/v1/models", models::list),
                        new Endpoint(
                                HttpMethod.GET,
                                "/v1/models/*",
                                "/v1/models/{id}",
                                Scope.INFERENCE,
                                models::one),
                        get("/v1/streams/{id}", streams::resume),
                        delete("/v1/streams/{id}", streams::cancel),
                        post("/v1/files", Scope.BATCH, files::upload),
                        get("/v1/files", Scope.BATCH, files::list),
                        get("/v1/files/{id}", Scope.BATCH, files::retrieve),
                        delete("/v1/files/{id}", Scope.BATCH, files::delete),
                        get("/v1/files/{id}/content", Scope.BATCH, files::content),
                        post("/v1/batches", Scope.BATCH, batches::create),
                        get("/v1/batches", Scope.BATCH, batches::list),
                        get("/v1/batches/{id}", Scope.BATCH, batches::retrieve),
                        post("/v1/batches/{id}/cancel", Scope.BATCH, batches::cancel),
                        admin(HttpMethod.GET, TENANTS, tenants::listTenants),
                        admin(HttpMethod.POST, TENANTS, tenants::defineTenant),
                        admin(HttpMethod.GET, KEYS, tenants::listKeys),
                        admin(HttpMethod.POST, KEYS, tenants::issueKey),
                        admin(HttpMethod.POST, KEYS + "/:id/rotate", tenants::rotateKey),
                        admin(HttpMethod.DELETE, KEYS + "/:id", tenants::revokeKey),
                        admin(HttpMethod.GET, WEBHOOKS, webhooks::list),
                        admin(HttpMethod.POST, WEBHOOKS, webhooks::add),
                        admin(HttpMethod.DELETE, WEBHOOKS + "/:id", webhooks::remove),
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

    private static Endpoint post(String path, Consumer<Call> handler) {
        return post(path, Scope.INFERENCE, handler);
    }

    private static Endpoint post(String path, Scope scope, Consumer<Call> handler) {
        return endpoint(HttpMethod.POST, path, scope, handler);
    }

    private static Endpoint get(String path, Consumer<Call> handler) {
        return get(path, Scope.INFERENCE, handler);
    }

    private static Endpoint get(String path, Scope scope, Consumer<Call> handler) {
        return endpoint(HttpMethod.GET, path, scope, handler);
    }

    private static Endpoint delete(String path, Consumer<Call> handler) {
        return delete(path, Scope.INFERENCE, handler);
    }

    private static Endpoint delete(String path, Scope scope, Consumer<Call> handler) {
        return endpoint(HttpMethod.DELETE, path, scope, handler);
    }

    /// `shown` has its parameters in braces.
    private static Endpoint endpoint(
            HttpMethod method, String shown, Scope scope, Consumer<Call> handler) {
        return new Endpoint(method, shown.replaceAll("\\{(\\w+)}", ":$1"), shown, scope, handler);
    }

    /// The table, for whoever describes it.
    List<RouteRow> rows() {
        return endpoints.stream()
                .map(row -> new RouteRow(row.method().name(), row.shown(), row.scope()))
                .toList();
    }

    void mount(Router router) {
        new OpenApiRoutes(rows()).mount(router);
        openCalls.mount(router);
        for (Endpoint endpoint : doors().toList()) {
            String name = endpoint.method() + " " + endpoint.shown();
            router.route(endpoint.method(), endpoint.path())
                    .handler(gate.guarding(name, endpoint.scope(), endpoint.handler()));
        }
        router.errorHandler(404, this::refuseUnknown);
        router.errorHandler(405, this::refuseMethod);
        router.errorHandler(
                400, refusing(ErrorCode.INVALID_PARAMETER, "the request line is malformed"));
        router.errorHandler(500, refusing(ErrorCode.INTERNAL, "the request failed; see the log"));
    }

    private Stream<Endpoint> doors() {
        return Stream.concat(endpoints.stream(), calls.stream());
    }

    private Handler<RoutingContext> refusing(ErrorCode code, String message) {
        return answering(call -> call.refuse(Refusal.of(code, message)));
    }

    /// Why the table is asked: a file handler behind these routes makes the router forget that a
    /// path was there and only its method was not.
    private void refuseUnknown(RoutingContext routing) {
        boolean isPathKnown =
                doors().anyMatch(endpoint -> endpoint.matches(routing.normalizedPath()));
        if (GrpcAnswers.isSpokenBy(routing.request())) {
            refusing(ErrorCode.METHOD_NOT_ALLOWED, "there is no such method").handle(routing);
        } else if (isPathKnown) {
            refuseMethod(routing);
        } else {
            refusing(ErrorCode.NOT_FOUND, "there is no such route").handle(routing);
        }
    }

    private void refuseMethod(RoutingContext routing) {
        String allowed =
                doors().filter(endpoint -> endpoint.matches(routing.normalizedPath()))
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
            gate.guarding(route, null, answer).handle(routing);
        };
    }
}

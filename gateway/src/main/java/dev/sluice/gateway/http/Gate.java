package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.tenant.KeyRing;
import dev.sluice.gateway.tenant.Principal;
import dev.sluice.gateway.tenant.Scope;
import dev.sluice.runtime.http.BearerKey;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;

/// Stands in front of every route: nothing but the key is looked at before the key is right, so
/// that a refusal tells a stranger nothing.
final class Gate {
    private final KeyRing keys;
    private final RequestIds ids;
    private final Answers answers;

    Gate(KeyRing keys, RequestIds ids, Answers answers) {
        this.keys = keys;
        this.ids = ids;
        this.answers = answers;
    }

    /// A route for callers with a scope. `route` is its name in records: method and path.
    Handler<RoutingContext> guarding(String route, Scope scope, Consumer<Call> endpoint) {
        return routing -> {
            Call call = new Call(routing, route, ids.plain(), answers);
            call.guard(() -> enter(call, scope, endpoint));
        };
    }

    private void enter(Call call, Scope scope, Consumer<Call> endpoint) {
        String apiKey = BearerKey.of(call.header("Authorization"));
        Optional<Principal> caller = keys.principalOf(apiKey);
        if (caller.isEmpty()) {
            call.refuse(
                    Refusal.of(
                            ErrorCode.INVALID_API_KEY,
                            apiKey == null
                                    ? "no API key is given; send it as Authorization: Bearer KEY"
                                    : "the API key is not known"));
            return;
        }
        call.authenticated(caller.get());
        if (!caller.get().may(scope)) {
            call.refuse(
                    Refusal.of(
                            ErrorCode.INSUFFICIENT_SCOPE,
                            "the API key has no scope '"
                                    + scope.name().toLowerCase(java.util.Locale.ROOT)
                                    + "'"));
            return;
        }
        endpoint.accept(call);
    }
}

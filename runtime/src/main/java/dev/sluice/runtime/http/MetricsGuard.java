package dev.sluice.runtime.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.runtime.access.Access;
import dev.sluice.runtime.access.AccessControl;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;

/// Lets only those who have a key read `/metrics`: figures tell about customers. Health checks stay
/// open, as orchestrators have no key.
@ApplicationScoped
public class MetricsGuard {
    private static final String METRICS_PATH = "/metrics";
    private static final int BEFORE_ALL = 10_000;

    private final AccessControl access;

    @Inject
    MetricsGuard(AccessControl access) {
        this.access = access;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL);
    }

    private void check(RoutingContext context) {
        if (!context.normalizedPath().startsWith(METRICS_PATH)) {
            context.next();
            return;
        }
        switch (access.admit(HttpCaller.of(context.request()), null, Instant.now())) {
            case Access.Granted _ -> context.next();
            case Access.Denied denied -> refuse(context.response(), denied);
        }
    }

    private static void refuse(HttpServerResponse response, Access.Denied denied) {
        if (denied.code() == ErrorCode.INVALID_API_KEY) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatusCode(denied.code().httpStatus())
                .putHeader("Content-Type", "application/json")
                .end(errorOf(denied).encode());
    }

    private static JsonObject errorOf(Access.Denied denied) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", denied.message())
                                .put("type", denied.code().openAiType())
                                .put("param", denied.param())
                                .put("code", denied.code().code()));
    }
}

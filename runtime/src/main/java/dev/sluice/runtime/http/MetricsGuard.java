package dev.sluice.runtime.http;

import dev.sluice.runtime.home.Home;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Lets only the administrator's key read `/metrics`: figures tell about customers. Health checks
/// stay open, as orchestrators have no key.
@ApplicationScoped
public class MetricsGuard {
    private static final String METRICS_PATH = "/metrics";
    private static final int BEFORE_ALL = 10_000;
    private static final String REFUSAL =
            "{\"error\":{\"message\":\"/metrics needs an API key: Authorization: Bearer KEY\","
                + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}";

    private final byte[] adminKeyHash = BearerKey.hash(Home.open().adminKey().value());

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL);
    }

    private void check(RoutingContext context) {
        boolean isMetrics = context.normalizedPath().startsWith(METRICS_PATH);
        String authorization = context.request().getHeader("Authorization");
        if (!isMetrics || BearerKey.matches(BearerKey.of(authorization), adminKeyHash)) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(401)
                .putHeader("Content-Type", "application/json")
                .putHeader("WWW-Authenticate", "Bearer")
                .end(REFUSAL);
    }
}

package dev.sluice.runtime.http;

import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.access.AccessControl.Caller;
import io.vertx.core.http.HttpServerRequest;

/// Reads off a request what it says about its caller.
public final class HttpCaller {
    private HttpCaller() {}

    public static Caller of(HttpServerRequest request) {
        return new Caller(
                request.getHeader("Authorization"),
                request.getHeader(AccessControl.TENANT_HEADER),
                String.join(",", request.headers().getAll("X-Forwarded-For")),
                request.remoteAddress().hostAddress());
    }
}

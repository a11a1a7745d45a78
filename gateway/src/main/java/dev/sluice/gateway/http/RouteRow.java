package dev.sluice.gateway.http;

import dev.sluice.contracts.Scope;

/// One row of the table of routes, as others see it: `path` has its parameters in braces.
record RouteRow(String method, String path, Scope scope) {
    /// Method and path, for example `GET /v1/models/{id}`.
    String name() {
        return method + " " + path;
    }
}

package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every route of the table × every kind of caller. A route without a row here fails the build.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthorizationMatrixTest {
    private static final TenantId OWNER = new TenantId("owner");
    private static final TenantId STRANGER = new TenantId("stranger");
    private static final Instant LONG_AGO = Instant.EPOCH.plusSeconds(1);

    /// What is expected of a route. `object` makes one of the owner's things that its path names;
    /// null: what it names is nobody's in particular.
    private record Row(Scope scope, @Nullable Function<AuthorizationMatrixTest, String> object) {}

    private static final Map<String, Row> ROWS = rows();

    private final TestGateway gateway = new TestGateway();

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        for (String open :
                List.of(
                        "POST /v1/chat/completions",
                        "POST /v1/completions",
                        "POST /v1/responses",
                        "GET /v1/responses/{id}",
                        "DELETE /v1/responses/{id}",
                        "POST /v1/responses/{id}/cancel",
                        "GET /v1/responses/{id}/input_items",
                        "POST /generate",
                        "POST /api/v1/infer",
                        "GET /v1/models",
                        "GET /v1/models/{id}")) {
            rows.put(open, new Row(Scope.INFERENCE, null));
        }
        for (String bulk :
                List.of(
                        "POST /v1/files",
                        "GET /v1/files",
                        "GET /v1/files/{id}",
                        "DELETE /v1/files/{id}",
                        "GET /v1/files/{id}/content",
                        "POST /v1/batches",
                        "GET /v1/batches",
                        "GET /v1/batches/{id}",
                        "POST /v1/batches/{id}/cancel")) {
            rows.put(bulk, new Row(Scope.BATCH, null));
        }
        for (String owned : List.of("GET /v1/streams/{id}", "DELETE /v1/streams/{id}")) {
            rows.put(owned, new Row(Scope.INFERENCE, AuthorizationMatrixTest::ownersStream));
        }
        for (String administration :
                List.of(
                        "GET /admin/v1/tenants",
                        "POST /admin/v1/tenants",
                        "GET /admin/v1/keys",
                        "POST /admin/v1/keys",
                        "POST /admin/v1/keys/{id}/rotate",
                        "DELETE /admin/v1/keys/{id}",
                        "GET /admin/v1/webhooks",
                        "POST /admin/v1/webhooks",
                        "DELETE /admin/v1/webhooks/{id}",
                        "GET /admin/v1/routes",
                        "POST /admin/v1/routes",
                        "PUT /admin/v1/routes",
                        "POST /admin/v1/routes/{alias}/rollback",
                        "DELETE /admin/v1/routes/{alias}")) {
            rows.put(administration, new Row(Scope.ADMIN, null));
        }
        return rows;
    }

    /// Who knocks, and how he is answered.
    private enum Caller {
        NO_KEY(401, "invalid_api_key"),
        WRONG_KEY(401, "invalid_api_key"),
        REVOKED_KEY(401, "invalid_api_key"),
        EXPIRED_KEY(401, "invalid_api_key"),
        WRONG_SCOPE(403, "insufficient_scope"),
        BLOCKED_ADDRESS(403, "address_not_allowed"),
        FORGED_TOKEN(401, "invalid_api_key"),
        EXPIRED_TOKEN(401, "invalid_api_key"),
        TOKEN_OF_NO_TENANT(401, "invalid_api_key"),
        TOKEN_WITHOUT_SCOPE(403, "insufficient_scope");

        private final int status;
        private final String code;

        Caller(int status, String code) {
            this.status = status;
            this.code = code;
        }
    }

    AuthorizationMatrixTest() {
        gateway.mesh.answer("hello");
        gateway.define(TenantDefined.unlimited("e", OWNER, LONG_AGO));
        gateway.define(TenantDefined.unlimited("e", STRANGER, LONG_AGO));
        for (Scope scope : Scope.values()) {
            Set<Scope> others = Set.copyOf(others(scope));
            key("right", scope, OWNER, List.of(), null, Set.of(scope));
            key("other", scope, STRANGER, List.of(), null, Set.of(scope));
            key("revoked", scope, OWNER, List.of(), null, Set.of(scope));
            gateway.revoke("revoked-" + scope, OWNER);
            key("expired", scope, OWNER, List.of(), LONG_AGO, Set.of(scope));
            key("lacking", scope, OWNER, List.of(), null, others);
            key("blocked", scope, OWNER, List.of("192.0.2.0/24"), null, Set.of(scope));
        }
    }

    private static List<Scope> others(Scope scope) {
        return List.copyOf(java.util.EnumSet.complementOf(java.util.EnumSet.of(scope)));
    }

    private void key(
            String kind,
            Scope scope,
            TenantId tenant,
            List<String> allowedIps,
            @Nullable Instant expiresAt,
            Set<Scope> scopes) {
        String name = kind + "-" + scope;
        gateway.key("sk-" + name, tenant, name, List.copyOf(scopes), allowedIps, expiresAt);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void everyRouteHasARow() {
        assertThat(gateway.rows())
                .extracting(RouteRow::name)
                .containsExactlyInAnyOrderElementsOf(ROWS.keySet());
    }

    @TestFactory
    List<DynamicTest> everyRouteTurnsEveryOtherCallerAway() {
        List<DynamicTest> cells = new ArrayList<>();
        for (RouteRow route : gateway.rows()) {
            Row row = rowOf(route);
            for (Caller caller : Caller.values()) {
                cells.add(
                        DynamicTest.dynamicTest(
                                route.name() + " × " + caller,
                                () -> assertTurnedAway(route, row, caller)));
            }
        }
        return cells;
    }

    private static Row rowOf(RouteRow route) {
        return Objects.requireNonNull(ROWS.get(route.name()), route.name());
    }

    private void assertTurnedAway(RouteRow route, Row row, Caller caller) {
        // Given
        String key =
                switch (caller) {
                    case NO_KEY -> null;
                    case WRONG_KEY -> "sk-nobody";
                    case REVOKED_KEY -> "sk-revoked-" + row.scope();
                    case EXPIRED_KEY -> "sk-expired-" + row.scope();
                    case WRONG_SCOPE -> "sk-lacking-" + row.scope();
                    case BLOCKED_ADDRESS -> "sk-blocked-" + row.scope();
                    case FORGED_TOKEN -> gateway.tokens.forged(OWNER, List.of(row.scope()));
                    case EXPIRED_TOKEN -> gateway.tokens.expired(OWNER, List.of(row.scope()));
                    case TOKEN_OF_NO_TENANT ->
                            gateway.tokens.good(new TenantId("nobody"), List.of(row.scope()));
                    case TOKEN_WITHOUT_SCOPE -> gateway.tokens.good(OWNER, others(row.scope()));
                };
        gateway.mesh.requests.clear();
        gateway.mesh.cancels.clear();

        // When
        HttpResponse<String> response = call(route, path(route, "nothing"), key);

        // Then
        assertThat(response.statusCode()).isEqualTo(caller.status);
        assertThat(response.body()).contains("\"code\":\"" + caller.code + "\"");
        assertThat(gateway.mesh.requests).isEmpty();
        assertThat(gateway.mesh.cancels).isEmpty();
    }

    @TestFactory
    List<DynamicTest> everyRouteLetsTheRightCallerIn() {
        List<DynamicTest> cells = new ArrayList<>();
        for (RouteRow route : gateway.rows()) {
            Row row = rowOf(route);
            cells.add(
                    DynamicTest.dynamicTest(
                            route.name() + " × the right key",
                            () -> assertLetIn(route, row, "sk-right-" + row.scope())));
            cells.add(
                    DynamicTest.dynamicTest(
                            route.name() + " × the right token",
                            () ->
                                    assertLetIn(
                                            route,
                                            row,
                                            gateway.tokens.good(OWNER, List.of(row.scope())))));
        }
        return cells;
    }

    private void assertLetIn(RouteRow route, Row row, String key) {
        assertThat(call(route, path(route, objectOf(row)), key).statusCode()).isNotIn(401, 403);
    }

    /// Another tenant enters where things are nobody's; where they are somebody's, the owner's
    /// answer exactly like those that never were.
    @TestFactory
    List<DynamicTest> everyRouteHidesOneTenantFromAnother() {
        List<DynamicTest> cells = new ArrayList<>();
        for (RouteRow route : gateway.rows()) {
            Row row = rowOf(route);
            cells.add(
                    DynamicTest.dynamicTest(
                            route.name() + " × another tenant",
                            () -> assertHidden(route, row, "sk-other-" + row.scope())));
            cells.add(
                    DynamicTest.dynamicTest(
                            route.name() + " × another tenant's token",
                            () ->
                                    assertHidden(
                                            route,
                                            row,
                                            gateway.tokens.good(STRANGER, List.of(row.scope())))));
        }
        return cells;
    }

    private void assertHidden(RouteRow route, Row row, String key) {
        HttpResponse<String> response = call(route, path(route, objectOf(row)), key);
        if (row.object() == null) {
            assertThat(response.statusCode()).isNotIn(401, 403);
            return;
        }
        HttpResponse<String> unknown = call(route, path(route, "nothing"), key);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo(unknown.body());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(response.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
    }

    private String objectOf(Row row) {
        return row.object() == null ? "nothing" : row.object().apply(this);
    }

    private String ownersStream() {
        HttpResponse<String> answer =
                gateway.send(
                        gateway.to(TestGateway.CHAT)
                                .setHeader("Authorization", "Bearer sk-right-" + Scope.INFERENCE)
                                .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat("")))
                                .build());
        return answer.headers().firstValue("X-Request-Id").orElseThrow();
    }

    private static String path(RouteRow route, String object) {
        return route.path().replaceAll("\\{\\w+}", object);
    }

    private HttpResponse<String> call(RouteRow route, String path, @Nullable String key) {
        var request =
                gateway.to(path)
                        .method(
                                route.method(),
                                route.method().startsWith("P")
                                        ? HttpRequest.BodyPublishers.ofString("{}")
                                        : HttpRequest.BodyPublishers.noBody());
        request.setHeader("Authorization", key == null ? "" : "Bearer " + key);
        return gateway.send(request.build());
    }
}

package dev.sluice.audit.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.audit.record.AuditRecord;
import dev.sluice.audit.store.AuditStore;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.access.Access;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.access.Principal;
import dev.sluice.runtime.http.HttpCaller;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routes: `GET /audit/v1/records`, `/audit/v1/records/{requestId}` and `…/body`. The key is
/// checked before anything else is looked at, for paths that do not exist too.
@Singleton
public final class AuditRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRoutes.class);
    private static final String ALL = "/audit/*";
    private static final String LIST = "/audit/v1/records";
    private static final String RECORD = "/audit/v1/records/:requestId";
    private static final String BODY = "/audit/v1/records/:requestId/body";
    private static final String LIMIT = "limit";
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1000;
    private static final String READER = "reader";

    /// Reads the database.
    @FunctionalInterface
    private interface Answer {
        Optional<JsonNode> find(RoutingContext context) throws SQLException;
    }

    private final AuditStore store;
    private final AccessControl access;
    private final AuditJson json = new AuditJson();

    @Inject
    public AuditRoutes(AuditStore store, AccessControl access) {
        this.store = store;
        this.access = access;
    }

    public void register(@Observes Router router) {
        router.route(ALL).handler(this::admit);
        read(router, LIST, this::list);
        read(router, RECORD, this::find);
        read(router, BODY, this::body);
        router.route(ALL).handler(context -> refuse(context, ErrorCode.NOT_FOUND, null));
    }

    private void read(Router router, String path, Answer answer) {
        router.get(path).blockingHandler(context -> answer(context, answer), false);
        router.route(path).handler(AuditRoutes::refuseMethod);
    }

    private void admit(RoutingContext context) {
        switch (access.admit(HttpCaller.of(context.request()), Scope.AUDIT, Instant.now())) {
            case Access.Granted(Principal reader) -> {
                context.put(READER, reader);
                context.next();
            }
            case Access.Denied denied ->
                    refuse(context, denied.code(), denied.message(), denied.param());
        }
    }

    /// Whose records the caller may see; null: everybody's. The administrator who acts for a tenant
    /// sees what that tenant sees.
    private static @Nullable TenantId tenantOf(RoutingContext context) {
        Principal reader = Objects.requireNonNull(context.get(READER), "admitted");
        boolean seesAll = reader.may(Scope.ADMIN) && !reader.isActing();
        return seesAll ? null : reader.tenantId();
    }

    private void answer(RoutingContext context, Answer answer) {
        try {
            Optional<JsonNode> found = answer.find(context);
            if (found.isPresent()) {
                send(context, 200, found.get());
            } else if (!context.response().ended()) {
                refuse(context, ErrorCode.NOT_FOUND, null);
            }
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("sqlState", e.getSQLState()).log("audit cannot be read");
            refuse(context, ErrorCode.MESH_UNAVAILABLE, null);
        }
    }

    private Optional<JsonNode> list(RoutingContext context) throws SQLException {
        OptionalInt limit = limit(context.queryParam(LIMIT));
        if (limit.isEmpty()) {
            refuse(context, ErrorCode.INVALID_PARAMETER, LIMIT);
            return Optional.empty();
        }
        return Optional.of(json.list(store.newest(limit.getAsInt(), tenantOf(context))));
    }

    private static OptionalInt limit(List<String> given) {
        if (given.isEmpty()) {
            return OptionalInt.of(LIMIT_DEFAULT);
        }
        try {
            int limit = Integer.parseInt(given.getFirst());
            return limit >= 1 && limit <= LIMIT_MAX ? OptionalInt.of(limit) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private Optional<JsonNode> find(RoutingContext context) throws SQLException {
        return visible(context).map(json::one);
    }

    private Optional<JsonNode> body(RoutingContext context) throws SQLException {
        Optional<RequestId> id = visible(context).map(AuditRecord::requestId);
        return id.isEmpty()
                ? Optional.empty()
                : store.bodies(id.get()).map(bodies -> json.body(id.get(), bodies));
    }

    /// The record that is asked for, where the caller may see it: another tenant's answers like
    /// none.
    private Optional<AuditRecord> visible(RoutingContext context) throws SQLException {
        Optional<RequestId> id = requestId(context);
        @Nullable TenantId tenant = tenantOf(context);
        return id.isEmpty()
                ? Optional.empty()
                : store.find(id.get())
                        .filter(found ->
                                tenant == null
                                        || found.tenantId().filter(tenant::equals).isPresent());
    }

    /// A text that cannot be an id is an unknown one.
    private static Optional<RequestId> requestId(RoutingContext context) {
        try {
            return Optional.ofNullable(context.pathParam("requestId")).map(RequestId::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void refuseMethod(RoutingContext context) {
        context.response().putHeader("Allow", "GET");
        refuse(context, ErrorCode.METHOD_NOT_ALLOWED, null);
    }

    private static void refuse(RoutingContext context, ErrorCode code, @Nullable String parameter) {
        refuse(context, code, message(context, code), parameter);
    }

    private static void refuse(
            RoutingContext context, ErrorCode code, String message, @Nullable String parameter) {
        if (code == ErrorCode.INVALID_API_KEY) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        send(context, code.httpStatus(), AuditJson.error(code, message, parameter));
    }

    private static String message(RoutingContext context, ErrorCode code) {
        return switch (code) {
            case INVALID_PARAMETER -> "limit must be a whole number from 1 to " + LIMIT_MAX;
            case METHOD_NOT_ALLOWED -> context.request().method() + " is not allowed here";
            case MESH_UNAVAILABLE -> "the audit database does not answer; try again";
            default -> "there is no such record, or none yet";
        };
    }

    private static void send(RoutingContext context, int status, JsonNode answer) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(AuditJson.bytes(answer)));
    }
}

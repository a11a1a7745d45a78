package dev.sluice.audit.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.audit.store.AuditStore;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.runtime.http.BearerKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
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

    /// Reads the database.
    @FunctionalInterface
    private interface Answer {
        Optional<JsonNode> find(RoutingContext context) throws SQLException;
    }

    private final AuditStore store;
    private final ReadAccess access;
    private final AuditJson json = new AuditJson();

    @Inject
    public AuditRoutes(AuditStore store, ReadAccess access) {
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
        String apiKey = BearerKey.of(context.request().getHeader("Authorization"));
        Optional<ErrorCode> refusal = access.refusal(apiKey);
        if (refusal.isPresent()) {
            refuse(context, refusal.get(), null);
        } else {
            context.next();
        }
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
        return Optional.of(json.list(store.newest(limit.getAsInt())));
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
        Optional<RequestId> id = requestId(context);
        return id.isEmpty() ? Optional.empty() : store.find(id.get()).map(json::one);
    }

    private Optional<JsonNode> body(RoutingContext context) throws SQLException {
        Optional<RequestId> id = requestId(context);
        return id.isEmpty()
                ? Optional.empty()
                : store.bodies(id.get()).map(bodies -> json.body(id.get(), bodies));
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
        if (code == ErrorCode.INVALID_API_KEY) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        send(context, code.httpStatus(), AuditJson.error(code, message(context, code), parameter));
    }

    private static String message(RoutingContext context, ErrorCode code) {
        return switch (code) {
            case INVALID_API_KEY -> "the audit needs an API key: Authorization: Bearer KEY";
            case INSUFFICIENT_SCOPE -> "this API key may not read the audit";
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

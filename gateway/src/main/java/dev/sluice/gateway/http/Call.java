package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.tenant.Standing;
import dev.sluice.runtime.access.Principal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP request on its way through the gateway. Belongs to the request's context.
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    /// 10 MB of JSON take tens of milliseconds.
    private static final int INLINE_BYTES_MAX = 128 * 1024;

    private final RoutingContext routing;
    private final String route;
    private final Answers answers;
    private final Context context;
    private final long arrivedNanos = System.nanoTime();
    private RequestId requestId;
    private @Nullable Principal principal;
    private @Nullable Standing standing;

    Call(RoutingContext routing, String route, RequestId requestId, Answers answers) {
        this.routing = routing;
        this.route = route;
        this.requestId = requestId;
        this.answers = answers;
        this.context = routing.vertx().getOrCreateContext();
    }

    RoutingContext routing() {
        return routing;
    }

    HttpServerRequest request() {
        return routing.request();
    }

    HttpServerResponse response() {
        return routing.response();
    }

    Vertx vertx() {
        return routing.vertx();
    }

    Context context() {
        return context;
    }

    /// Method and route, for example `POST /v1/chat/completions`.
    String route() {
        return route;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    /// The id in `X-Request-Id`.
    RequestId requestId() {
        return requestId;
    }

    /// The request has its own id from here on.
    void rename(RequestId id) {
        requestId = id;
    }

    void authenticated(Principal caller) {
        principal = caller;
    }

    @Nullable Principal principal() {
        return principal;
    }

    Principal requirePrincipal() {
        return Objects.requireNonNull(principal, "authenticated");
    }

    /// Whose request it is.
    TenantId tenant() {
        return requirePrincipal().tenantId();
    }

    /// How much of its tenant's limits is left, as the answer will say.
    void standsAt(Standing now) {
        standing = now;
    }

    @Nullable Standing standing() {
        return standing;
    }

    @Nullable String header(String name) {
        return routing.request().getHeader(name);
    }

    /// Answers with JSON.
    void answer(String json) {
        answer(Buffer.buffer(json));
    }

    /// Answers with what is rendered already.
    void answer(Buffer body) {
        answers.answer(this, body);
    }

    /// Turns the request away; audit hears of it.
    void refuse(Refusal refusal) {
        answers.refuse(this, refusal);
    }

    /// Answers an accepted request with an error.
    void fail(Refusal failure) {
        answers.fail(this, failure);
    }

    /// Runs a continuation on the request's context. What it throws is a fault of ours: the client
    /// gets `500` and does not wait for nothing.
    void resume(Runnable continuation) {
        context.runOnContext(_ -> guard(continuation));
    }

    /// Goes on with what a stage brought; one that failed turns the request away.
    <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenComplete((value, failure) ->
                resume(() -> {
                    if (failure == null) {
                        next.accept(value);
                    } else {
                        refuse(Answers.refusalOf(failure));
                    }
                }));
    }

    /// Works on something as long as `bytes`, and goes on with the outcome on the request's
    /// context. Long work leaves the event loop to the others meanwhile.
    <T> void compute(int bytes, Supplier<T> work, Consumer<T> then) {
        if (bytes <= INLINE_BYTES_MAX) {
            then.accept(work.get());
            return;
        }
        context.executeBlocking(work::get, false)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        guard(() -> then.accept(done.result()));
                    } else {
                        onFault(done.cause());
                    }
                });
    }

    void guard(Runnable continuation) {
        try {
            continuation.run();
        } catch (RuntimeException | Error fault) {
            onFault(fault);
        }
    }

    /// Ends the exchange without another word: the connection, or its one stream in HTTP/2.
    void hangUp() {
        if (request().version() == HttpVersion.HTTP_2) {
            response().reset();
        } else {
            request().connection().close();
        }
    }

    private void onFault(Throwable fault) {
        LOG.atError()
                .setCause(fault)
                .addKeyValue("requestId", requestId)
                .addKeyValue("errorCode", ErrorCode.INTERNAL.code())
                .log("request handling failed");
        if (response().headWritten()) {
            hangUp();
        } else {
            fail(Refusal.of(ErrorCode.INTERNAL, "the gateway failed; see its log"));
        }
    }
}

package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.runtime.access.Principal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Writes answers that are not streams, in the form that the caller speaks.
abstract sealed class Answers permits JsonAnswers, GrpcAnswers {
    static final String REQUEST_ID_HEADER = "X-Request-Id";
    private static final int RETRY_AFTER_SECONDS = 1;

    private final MeshLog log;
    private final GatewayMetrics metrics;
    private final InstantSource clock;

    Answers(MeshLog log, GatewayMetrics metrics, InstantSource clock) {
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// `body` is rendered already.
    abstract void answer(Call call, Buffer body);

    /// Writes the error itself.
    abstract void write(Call call, HttpServerResponse response, Refusal failure);

    /// An error for a request that was not accepted.
    final void refuse(Call call, Refusal refusal) {
        metrics.onRefused(refusal.code());
        log.note(noteOf(call, refusal.code()));
        fail(call, refusal);
    }

    final void fail(Call call, Refusal failure) {
        HttpServerResponse response = call.response();
        if (response.ended() || response.closed()) {
            return;
        }
        ErrorCode code = failure.code();
        if (code.retry() == ErrorCode.Retry.LATER || failure.retryAfterSeconds() != null) {
            response.putHeader("Retry-After", retryAfter(failure));
        }
        UnreadBody unread = UnreadBody.of(call);
        unread.announce();
        write(call, response, failure);
        unread.discard();
    }

    /// A record that could not be written, as the caller hears of it.
    static Refusal refusalOf(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof SluiceException known
                ? Refusal.of(known.errorCode(), String.valueOf(known.getMessage()))
                : Refusal.of(ErrorCode.MESH_UNAVAILABLE, "the brokers did not answer in time");
    }

    private static String retryAfter(Refusal failure) {
        Integer seconds = failure.retryAfterSeconds();
        return Integer.toString(seconds == null ? RETRY_AFTER_SECONDS : seconds);
    }

    /// What every answer carries, whatever its form.
    static HttpServerResponse identified(Call call, HttpServerResponse response) {
        RateLimitHeaders.put(response, call.standing());
        return response.putHeader(REQUEST_ID_HEADER, call.requestId().value());
    }

    private RequestRefused noteOf(Call call, ErrorCode code) {
        @Nullable Principal caller = call.principal();
        return new RequestRefused(
                call.requestId().value() + "/refused",
                call.requestId(),
                caller == null ? null : caller.tenantId(),
                clock.instant(),
                call.route(),
                caller == null ? null : caller.keyId(),
                code);
    }
}

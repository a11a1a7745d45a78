package dev.sluice.gateway.http;

import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.grpc.Framing;
import dev.sluice.gateway.grpc.GrpcCode;
import dev.sluice.gateway.metrics.GatewayMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Answers gRPC calls: always HTTP 200, with the status in `grpc-status`, which stands in the
/// trailers, or in the headers where there is nothing else.
final class GrpcAnswers extends Answers {
    static final String MEDIA_TYPE = "application/grpc";
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";

    /// The catalogue's own name of an error: statuses are few.
    private static final String ERROR_CODE = "sluice-error-code";

    GrpcAnswers(MeshLog log, GatewayMetrics metrics, InstantSource clock) {
        super(log, metrics, clock);
    }

    /// Whether a request is a gRPC call: HTTP/1.1 has no use for its trailers.
    static boolean isSpokenBy(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                && isMediaType(request.getHeader("Content-Type"));
    }

    /// `application/grpc` or `application/grpc+proto`; other encodings are not spoken here.
    static boolean isMediaType(@Nullable String contentType) {
        return contentType != null
                && (contentType.equals(MEDIA_TYPE)
                        || contentType.startsWith(MEDIA_TYPE + ";")
                        || contentType.startsWith(MEDIA_TYPE + "+proto"));
    }

    /// The headers of an answer that has messages.
    static HttpServerResponse begun(HttpServerResponse response) {
        return response.setStatusCode(200)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putTrailer(STATUS, Integer.toString(GrpcCode.OK.number()));
    }

    /// An error that comes after messages.
    static void failed(HttpServerResponse response, Refusal failure) {
        response.putTrailer(STATUS, numberOf(failure))
                .putTrailer(MESSAGE, Framing.percentEncoded(failure.message()))
                .putTrailer(ERROR_CODE, failure.code().code());
    }

    /// Ends an answer that has messages: its trailers go out when the messages have. Vert.x has
    /// nobody to tell when trailers that queue behind messages fail, as they do when the client
    /// resets the stream, and closes the connection instead, with every other call on it.
    static void end(HttpServerResponse response) {
        end(response, Buffer.buffer());
    }

    /// The same with a last message, in its frame.
    static void end(HttpServerResponse response, Buffer message) {
        var _ =
                response.write(message)
                        .onSuccess(_ -> {
                            if (!response.ended()) {
                                var _ = response.end();
                            }
                        });
    }

    /// `body` is one message in its frame.
    @Override
    void answer(Call call, Buffer body) {
        end(begun(identified(call, call.response())), body);
    }

    @Override
    void write(Call call, HttpServerResponse response, Refusal failure) {
        identified(call, response)
                .setStatusCode(200)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putHeader(STATUS, numberOf(failure))
                .putHeader(MESSAGE, Framing.percentEncoded(failure.message()))
                .putHeader(ERROR_CODE, failure.code().code())
                .end();
    }

    private static String numberOf(Refusal failure) {
        return Integer.toString(GrpcCode.of(failure.code()).number());
    }
}

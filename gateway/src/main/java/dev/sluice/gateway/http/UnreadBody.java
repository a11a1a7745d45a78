package dev.sluice.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/// What is left of a body when a request is answered early. A connection that is closed at once
/// takes the answer with it, as the client still sends; one that is kept open lets the client send
/// for ever. So a long rest is read and dropped, up to a bound, and the connection is closed then.
final class UnreadBody {
    private static final long KEEP_BYTES_MAX = 64 * 1024;
    private static final long DISCARD_BYTES_MAX = 64 * 1024 * 1024;
    private static final long DISCARD_MILLIS_MAX = TimeUnit.SECONDS.toMillis(5);

    private final Call call;
    private final boolean isLong;
    private long discardedBytes;

    private UnreadBody(Call call, boolean isLong) {
        this.call = call;
        this.isLong = isLong;
    }

    static UnreadBody of(Call call) {
        HttpServerRequest request = call.request();
        boolean isLong =
                !request.isEnded()
                        && request.version() != HttpVersion.HTTP_2
                        && (request.getHeader("Transfer-Encoding") != null
                                || BodyReader.declaredBytes(request) > KEEP_BYTES_MAX);
        return new UnreadBody(call, isLong);
    }

    /// Before the answer is written.
    void announce() {
        if (isLong) {
            call.response().putHeader("Connection", "close");
        }
    }

    /// After the answer is written.
    void discard() {
        if (!isLong) {
            // The container may have paused it: the next request on the connection is behind it.
            resume(call.request());
            return;
        }
        HttpConnection connection = call.request().connection();
        long timer = call.vertx().setTimer(DISCARD_MILLIS_MAX, _ -> connection.close());
        connection.closeHandler(_ -> call.vertx().cancelTimer(timer));
        call.request()
                .exceptionHandler(_ -> {})
                .handler(chunk -> onChunk(chunk, connection))
                .endHandler(_ -> connection.close())
                .resume();
    }

    /// Lets go on what was paused. What is read to its end cannot be resumed in HTTP/2.
    static void resume(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.resume();
        }
    }

    private void onChunk(Buffer chunk, HttpConnection connection) {
        discardedBytes += chunk.length();
        if (discardedBytes > DISCARD_BYTES_MAX) {
            connection.close();
        }
    }
}

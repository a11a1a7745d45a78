package dev.sluice.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/// What is left of a body when a request is answered early. A connection that is closed at once
/// takes the answer with it, as the client still sends; one that is kept open lets the client send
/// for ever. So a long rest is read and dropped, up to a bound, and the connection is closed then;
/// in HTTP/2 only its stream, and that only if the client goes on to send.
final class UnreadBody {
    private static final long KEEP_BYTES_MAX = 64 * 1024;
    private static final long DISCARD_BYTES_MAX = 64 * 1024 * 1024;
    private static final long DISCARD_MILLIS_MAX = TimeUnit.SECONDS.toMillis(5);

    private final Call call;
    private final boolean isHttp2;
    private final boolean isLong;
    private long discardedBytes;

    private UnreadBody(Call call, boolean isHttp2, boolean isLong) {
        this.call = call;
        this.isHttp2 = isHttp2;
        this.isLong = isLong;
    }

    static UnreadBody of(Call call) {
        HttpServerRequest request = call.request();
        boolean isHttp2 = request.version() == HttpVersion.HTTP_2;
        boolean isLong =
                !request.isEnded()
                        && (isHttp2
                                || request.getHeader("Transfer-Encoding") != null
                                || BodyReader.declaredBytes(request) > KEEP_BYTES_MAX);
        return new UnreadBody(call, isHttp2, isLong);
    }

    /// Before the answer is written.
    void announce() {
        if (isLong && !isHttp2) {
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
        HttpServerRequest request = call.request();
        long timer = call.vertx().setTimer(DISCARD_MILLIS_MAX, _ -> giveUp());
        if (!isHttp2) {
            request.connection().closeHandler(_ -> call.vertx().cancelTimer(timer));
        }
        request.exceptionHandler(_ -> {})
                .handler(this::onChunk)
                .endHandler(_ -> onEnd(timer))
                .resume();
    }

    /// Lets go on what was paused. What is read to its end cannot be resumed in HTTP/2.
    static void resume(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.resume();
        }
    }

    private void onChunk(Buffer chunk) {
        discardedBytes += chunk.length();
        if (discardedBytes > DISCARD_BYTES_MAX) {
            giveUp();
        }
    }

    private void onEnd(long timer) {
        call.vertx().cancelTimer(timer);
        if (!isHttp2) {
            call.request().connection().close();
        }
    }

    private void giveUp() {
        if (!isHttp2 || !call.request().isEnded()) {
            call.hangUp();
        }
    }
}

package dev.sluice.runtime.connection;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.runtime.connection.Connections.Closing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection on which nothing comes of itself: bytes alone are no sign of life, a request
/// is. Stands before all that reads HTTP, on the connection's event loop.
///
/// ```
///          first byte          request          answered
///  QUIET ─────────────▶ HEAD ──────────▶ BUSY ──────────▶ QUIET
///    │ idle-timeout       │ head-timeout   │ stall-timeout, if the client does not read
///    ▼                    ▼                ▼
///  closed            408, closed         closed
/// ```
///
/// A connection begins in HEAD. HTTP/2 has no heads between requests that could be told from other
/// frames: there QUIET lasts until the next request, whatever comes.
///
/// Why not the server's own idle timeout: a byte now and then renews that, and an answer that takes
/// long would need it to be long.
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ConnectionGuard> KEY =
            AttributeKey.valueOf("sluice.connection.guard");
    private static final byte[] HTTP_2 = "PRI".getBytes(StandardCharsets.US_ASCII);

    private enum Phase {
        QUIET,
        HEAD,
        BUSY
    }

    private final Connections connections;
    private Phase phase = Phase.HEAD;
    private int requestCount;
    private boolean isCounted;
    private boolean hasSpoken;
    private boolean isHttp2;
    private @Nullable Future<?> timer;
    private @Nullable Future<?> stallTimer;

    ConnectionGuard(Connections connections) {
        this.connections = connections;
    }

    /// Puts itself before everything else on an accepted connection.
    void guard(Channel channel) {
        channel.attr(KEY).set(this);
        channel.pipeline().addFirst(this);
    }

    static @Nullable ConnectionGuard of(Channel channel) {
        return channel.attr(KEY).get();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        isCounted = connections.enter();
        if (!isCounted) {
            connections.onClosing(Closing.TOO_MANY);
            answerAndClose(
                    context,
                    ErrorCode.MESH_UNAVAILABLE,
                    "503 Service Unavailable",
                    "there are "
                            + connections.limits().connectionsMax()
                            + " connections, the most that are allowed; try again");
            return;
        }
        await(context, connections.limits().headTimeout());
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!isCounted) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!hasSpoken && message instanceof ByteBuf bytes) {
            hasSpoken = true;
            isHttp2 = beginsHttp2(bytes);
        }
        if (phase == Phase.QUIET && !isHttp2) {
            phase = Phase.HEAD;
            await(context, connections.limits().headTimeout());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        cancel(stallTimer);
        if (isCounted && !context.channel().isWritable()) {
            stallTimer =
                    schedule(
                            context,
                            connections.limits().stallTimeout(),
                            () -> close(context, Closing.STALLED));
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel(timer);
        cancel(stallTimer);
        if (isCounted) {
            isCounted = false;
            connections.leave();
        }
        context.fireChannelInactive();
    }

    /// A request has come, its head is complete.
    void onRequest(boolean overHttp2) {
        isHttp2 = overHttp2;
        requestCount++;
        phase = Phase.BUSY;
        cancel(timer);
    }

    /// Its answer is written, or never will be: this comes after the end of a connection too.
    void onAnswered(Channel channel) {
        requestCount--;
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (requestCount == 0 && isCounted && context != null) {
            phase = Phase.QUIET;
            await(context, connections.limits().idleTimeout());
        }
    }

    private void await(ChannelHandlerContext context, Duration patience) {
        cancel(timer);
        timer = schedule(context, patience, () -> onTimeout(context));
    }

    private void onTimeout(ChannelHandlerContext context) {
        boolean isHead = phase == Phase.HEAD && hasSpoken;
        if (isHead && !isHttp2) {
            connections.onClosing(Closing.SLOW_HEAD);
            answerAndClose(
                    context,
                    ErrorCode.REQUEST_TIMEOUT,
                    "408 Request Timeout",
                    "the request's head did not arrive within "
                            + connections.limits().headTimeout().toMillis()
                            + " ms");
        } else {
            close(context, isHead ? Closing.SLOW_HEAD : Closing.IDLE);
        }
    }

    private void close(ChannelHandlerContext context, Closing reason) {
        connections.onClosing(reason);
        var _ = context.close();
    }

    /// Written as bytes: what makes responses stands behind this, and has no request to answer. No
    /// answer of its own can be half written, as no request is under way.
    private static void answerAndClose(
            ChannelHandlerContext context, ErrorCode code, String status, String message) {
        String body =
                "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
                        .formatted(message, code.openAiType(), code.code());
        String answer =
                String.format(
                        Locale.ROOT,
                        "HTTP/1.1 %s\r\nConnection: close\r\nContent-Type: application/json\r\n"
                                + "Content-Length: %d\r\n\r\n%s",
                        status,
                        body.length(),
                        body);
        var _ =
                context.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
                        .addListener(ChannelFutureListener.CLOSE);
    }

    private static boolean beginsHttp2(ByteBuf bytes) {
        for (int i = 0; i < HTTP_2.length; i++) {
            if (bytes.readableBytes() <= i || bytes.getByte(bytes.readerIndex() + i) != HTTP_2[i]) {
                return false;
            }
        }
        return true;
    }

    private static Future<?> schedule(
            ChannelHandlerContext context, Duration patience, Runnable task) {
        return context.executor().schedule(task, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}

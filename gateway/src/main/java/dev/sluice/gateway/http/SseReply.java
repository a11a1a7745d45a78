package dev.sluice.gateway.http;

import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.rendering.ChatChunks;
import dev.sluice.gateway.rendering.ErrorJson;
import dev.sluice.gateway.rendering.Frames;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.StreamSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One stream as server-sent events.
///
/// ```
/// WAITING ─begin─▶ HOLDING ─first record, or status-hold over─▶ OPEN ─finished, cut─▶ OVER
///    │                └─first record is a failure─▶ OVER, with the failure's HTTP status  ▲
///    └──────────────────────── client leaves, in any phase ───────────────────────────────┘
/// ```
final class SseReply implements StreamReply, StreamSink {
    private static final int WRITE_CHARS_MAX = 16 * 1024;
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(5);
    private static final long NO_TIMER = -1;

    enum Phase {
        WAITING,
        HOLDING,
        OPEN,
        OVER
    }

    private final Call call;
    private final StreamingConfig config;
    private final GatewayMetrics metrics;
    private final @Nullable AnswerTimings timings;
    private final CallerText callerText;
    private final Frames frames;
    private final Reading reading;
    private final StringBuilder unwritten = new StringBuilder();
    private Phase phase = Phase.WAITING;
    private boolean hasFrames;
    private long holdTimer = NO_TIMER;
    private long heartbeatTimer = NO_TIMER;
    private boolean isSilent;
    private boolean isFinished;

    /// `timings` null: the stream is reopened, its times were taken before, and a failure is an
    /// event of the stream, not the outcome of this call. `onOver` runs once, when everything is
    /// out or the client is gone.
    SseReply(
            Call call,
            GatewayPorts ports,
            @Nullable AnswerTimings timings,
            Frames frames,
            Function<Runnable, Mailbox> mailboxes,
            Runnable onOver) {
        this.call = call;
        this.config = ports.streaming();
        this.metrics = ports.metrics();
        this.callerText = ports.callerText();
        this.timings = timings;
        this.frames = frames;
        this.reading = new Reading(call, this, mailboxes);
        call.routing()
                .addEndHandler(_ -> {
                    close();
                    onOver.run();
                });
    }

    @Override
    public Mailbox mailbox() {
        return reading.mailbox();
    }

    @Override
    public void begin() {
        if (phase != Phase.WAITING) {
            return;
        }
        phase = Phase.HOLDING;
        holdTimer =
                call.vertx().setTimer(config.statusHold().toMillis(), _ -> call.guard(this::show));
        if (timings != null) {
            reading.awaitFirstRecord(config.firstRecordTimeout());
        }
        reading.run();
    }

    @Override
    public boolean canTake() {
        return (phase == Phase.HOLDING || phase == Phase.OPEN) && !call.response().writeQueueFull();
    }

    @Override
    public void take(StreamEvent event) {
        if (timings != null) {
            timings.apply(event, System.nanoTime());
        }
        Failure failure = event instanceof StreamFinished last ? last.failure() : null;
        if (failure != null && timings != null && phase == Phase.HOLDING) {
            phase = Phase.OVER;
            call.fail(WholeReply.refusalOf(failure));
            return;
        }
        beginFrames();
        frames.append(unwritten, callerText.of(event));
        if (unwritten.isEmpty()) {
            // The client has it already.
            return;
        }
        open();
        if (unwritten.length() > WRITE_CHARS_MAX) {
            write();
        }
    }

    @Override
    public void finish() {
        if (phase != Phase.OVER) {
            isFinished = true;
            open();
        }
    }

    @Override
    public void flush() {
        if (phase != Phase.OPEN) {
            return;
        }
        write();
        if (isFinished) {
            call.response().end();
        }
    }

    @Override
    public void cut(Cut reason) {
        metrics.onCut(reason);
        String message =
                reason.isResumable() ? reason.reason() + "; " + howToResume() : reason.reason();
        if (phase != Phase.OPEN) {
            call.fail(Refusal.of(reason.errorCode(), message));
            return;
        }
        ChatChunks.appendError(unwritten, ErrorJson.of(reason.errorCode(), message, null));
        write();
        endOrClose();
    }

    /// A client that does not read would hold the rest of the response for ever.
    private void endOrClose() {
        var sent = call.response().end();
        call.vertx()
                .setTimer(
                        CLOSE_MILLIS,
                        _ -> {
                            if (!sent.isComplete()) {
                                call.hangUp();
                            }
                        });
    }

    private String howToResume() {
        return "resume with GET " + frames.resumePath(call.requestId());
    }

    /// The client sees that it is accepted, though there is nothing to read yet.
    private void show() {
        if (phase == Phase.HOLDING) {
            open();
            beginFrames();
            comment("accepted");
            write();
        }
    }

    private void beginFrames() {
        if (!hasFrames) {
            hasFrames = true;
            frames.begin(unwritten);
        }
    }

    private void open() {
        if (phase == Phase.OPEN) {
            return;
        }
        phase = Phase.OPEN;
        cancelTimer(holdTimer);
        HttpServerResponse response = call.response();
        RateLimitHeaders.put(response, call.standing());
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader(Answers.REQUEST_ID_HEADER, call.requestId().value())
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no")
                .drainHandler(_ -> call.guard(reading::run));
        heartbeatTimer =
                call.vertx()
                        .setPeriodic(
                                config.heartbeat().toMillis(), _ -> call.guard(this::heartbeat));
    }

    private void heartbeat() {
        if (phase == Phase.OPEN && isSilent && !call.response().writeQueueFull()) {
            comment("keep-alive");
            write();
        }
        isSilent = true;
    }

    /// Without an empty line: after an event with an id, OpenAI's Python client takes that for one
    /// more event, whose data it cannot read.
    private void comment(String text) {
        unwritten.append(": ").append(text).append('\n');
    }

    private void write() {
        if (!unwritten.isEmpty()) {
            call.response().write(utf8(unwritten));
            unwritten.setLength(0);
            isSilent = false;
        }
    }

    /// Without a string and a copy of its bytes in between: a client gets one piece for each token.
    /// Vert.x 4 has no other way to take bytes as they are.
    @SuppressWarnings("deprecation")
    private static Buffer utf8(CharSequence text) {
        int length = ByteBufUtil.utf8Bytes(text);
        ByteBuf bytes = Unpooled.buffer(length);
        ByteBufUtil.reserveAndWriteUtf8(bytes, text, length);
        return Buffer.buffer(bytes);
    }

    private void close() {
        phase = Phase.OVER;
        cancelTimer(holdTimer);
        cancelTimer(heartbeatTimer);
        reading.stop();
    }

    private void cancelTimer(long timer) {
        if (timer != NO_TIMER) {
            call.vertx().cancelTimer(timer);
        }
    }
}

package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.grpc.BadMessage;
import dev.sluice.gateway.grpc.DeepSeekService;
import dev.sluice.gateway.grpc.DeepSeekService.Answer;
import dev.sluice.gateway.http.Draft.Dialect;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.rendering.WholeAnswer;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.StreamSink;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One stream as the messages of a gRPC call. Unlike SSE it holds nothing back: a status comes
/// after the messages anyway, in the trailers.
///
/// ```
/// WAITING ─begin─▶ OPEN ─finished, cut─▶ ENDING ─all is out─▶ OVER
///    └────────── client leaves, in any phase ──────────────────▲
/// ```
final class GrpcReply implements StreamReply, StreamSink {
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private enum Phase {
        WAITING,
        OPEN,
        ENDING,
        OVER
    }

    private final Call call;
    private final GatewayPorts ports;
    private final AnswerTimings timings;
    private final Reading reading;
    private Phase phase = Phase.WAITING;
    private String pool = "";
    private boolean hasMessages;
    private @Nullable StreamFinished finished;

    /// `onOver` runs once, when everything is out or the client is gone.
    GrpcReply(
            Call call,
            GatewayPorts ports,
            AnswerTimings timings,
            Function<Runnable, Mailbox> mailboxes,
            Runnable onOver) {
        this.call = call;
        this.ports = ports;
        this.timings = timings;
        this.reading = new Reading(call, this, mailboxes);
        call.routing()
                .addEndHandler(_ -> {
                    phase = Phase.OVER;
                    reading.stop();
                    onOver.run();
                });
    }

    /// How both methods read and answer; `reader` gets the fields as if they were parsed JSON.
    static Dialect dialect(String idPrefix, Function<@Nullable Object, Admission> reader) {
        return new Dialect(
                idPrefix,
                BodyReader.Form.GRPC,
                body -> read(body, reader),
                (draft, next) -> next.accept(draft),
                answers -> Buffer.buffer(whole(answers.first().parts()).framed()),
                (call, ports, timings, _, mailboxes, onOver) ->
                        new GrpcReply(call, ports, timings, mailboxes, onOver));
    }

    private static Admission read(byte[] body, Function<@Nullable Object, Admission> reader) {
        try {
            return reader.apply(DeepSeekService.request(body));
        } catch (BadMessage e) {
            return new Admission.Refused(Refusal.of(ErrorCode.INVALID_PARAMETER, e.problem()));
        }
    }

    private static Answer whole(WholeAnswer.Parts parts) {
        return new Answer(
                parts.text(),
                parts.requestId().value(),
                parts.pool().value(),
                parts.finishReason(),
                parts.usage().promptTokens(),
                parts.usage().completionTokens());
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
        phase = Phase.OPEN;
        reading.awaitFirstRecord(ports.streaming().firstRecordTimeout());
        reading.run();
    }

    @Override
    public boolean canTake() {
        return phase == Phase.OPEN && !call.response().writeQueueFull();
    }

    @Override
    public void take(StreamEvent event) {
        timings.apply(event, System.nanoTime());
        switch (ports.callerText().of(event)) {
            case StreamStarted started -> pool = started.pool().value();
            case TextStreamed piece -> write(piece.text().value(), "", 0, 0);
            case StreamFinished last -> onFinished(last);
        }
    }

    private void onFinished(StreamFinished last) {
        finished = last;
        FinishReason reason = last.reason();
        if (reason != null) {
            write(
                    "",
                    reason.name().toLowerCase(Locale.ROOT),
                    last.usage().promptTokens(),
                    last.usage().completionTokens());
        }
    }

    private void write(String text, String finishReason, int promptTokens, int completionTokens) {
        if (!hasMessages) {
            hasMessages = true;
            GrpcAnswers.begun(Answers.identified(call, call.response()))
                    .drainHandler(_ -> call.guard(reading::run));
        }
        String id = call.requestId().value();
        var piece = new Answer(text, id, pool, finishReason, promptTokens, completionTokens);
        call.response().write(Buffer.buffer(piece.framed()));
    }

    @Override
    public void finish() {
        // What a stream of one choice ends with says it.
    }

    @Override
    public void flush() {
        if (phase != Phase.OPEN || finished == null) {
            return;
        }
        Failure failure = finished.failure();
        if (failure == null) {
            end();
        } else {
            fail(WholeReply.refusalOf(failure));
        }
    }

    @Override
    public void cut(Cut reason) {
        if (phase == Phase.ENDING || phase == Phase.OVER) {
            return;
        }
        ports.metrics().onCut(reason);
        String message =
                reason.isResumable()
                        ? reason.reason()
                                + "; the request goes on, read it with GET /v1/streams/"
                                + call.requestId()
                        : reason.reason();
        fail(Refusal.of(reason.errorCode(), message));
        endOrReset();
    }

    private void fail(Refusal failure) {
        if (hasMessages) {
            GrpcAnswers.failed(call.response(), failure);
            end();
        } else {
            phase = Phase.ENDING;
            call.fail(failure);
        }
    }

    private void end() {
        phase = Phase.ENDING;
        GrpcAnswers.end(call.response());
    }

    /// A client that does not read would hold the rest of the response for ever.
    private void endOrReset() {
        call.vertx()
                .setTimer(
                        CLOSE_MILLIS,
                        _ -> {
                            if (phase != Phase.OVER) {
                                call.hangUp();
                            }
                        });
    }
}

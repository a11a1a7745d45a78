package dev.sluice.gateway.http;

import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.rendering.WholeAnswers;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.StreamSink;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Function;

/// Gathers a stream and answers once, when it is finished; so an error has its HTTP status.
final class WholeReply implements StreamReply, StreamSink {
    private final Call call;
    private final CallerText callerText;
    private final AnswerTimings timings;
    private final Function<WholeAnswers, Buffer> rendering;
    private final WholeAnswers answers;
    private final Reading reading;
    private final Duration firstRecordTimeout;
    private boolean hasBegun;
    private boolean isFinished;

    /// `onOver` runs once, when the answer is out or the client is gone.
    WholeReply(
            Call call,
            CallerText callerText,
            AnswerTimings timings,
            Function<WholeAnswers, Buffer> rendering,
            Function<Runnable, Mailbox> mailboxes,
            Duration firstRecordTimeout,
            Runnable onOver) {
        this.call = call;
        this.callerText = callerText;
        this.timings = timings;
        this.rendering = rendering;
        this.answers = new WholeAnswers(Choices.of(call.requestId()));
        this.firstRecordTimeout = firstRecordTimeout;
        this.reading = new Reading(call, this, mailboxes);
        call.routing()
                .addEndHandler(_ -> {
                    reading.stop();
                    onOver.run();
                });
    }

    @Override
    public Mailbox mailbox() {
        return reading.mailbox();
    }

    @Override
    public void begin() {
        hasBegun = true;
        reading.awaitFirstRecord(firstRecordTimeout);
        reading.run();
    }

    @Override
    public boolean canTake() {
        return hasBegun;
    }

    @Override
    public void take(StreamEvent event) {
        timings.apply(event, System.nanoTime());
        answers.apply(callerText.of(event));
    }

    @Override
    public void finish() {
        isFinished = true;
    }

    @Override
    public void flush() {
        if (!isFinished || call.response().ended()) {
            return;
        }
        answers.failure()
                .ifPresentOrElse(
                        failure -> call.fail(refusalOf(failure)),
                        () -> call.answer(rendering.apply(answers)));
    }

    @Override
    public void cut(Cut reason) {
        call.fail(
                Refusal.of(
                        reason.errorCode(),
                        reason.reason()
                                + "; the request goes on, read it with GET /v1/streams/"
                                + call.requestId()));
    }

    static Refusal refusalOf(Failure failure) {
        return new Refusal(failure.code(), failure.message(), null, failure.retryAfterSeconds());
    }
}

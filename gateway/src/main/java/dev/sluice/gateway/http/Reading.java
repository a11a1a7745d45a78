package dev.sluice.gateway.http;

import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.StreamPump;
import dev.sluice.gateway.streaming.StreamSink;
import java.time.Duration;
import java.util.function.Function;

/// Ties a mailbox, which the log's threads fill, to a sink on the request's context. The call has
/// the stream's id already.
final class Reading {
    private static final long NO_TIMER = -1;

    private final Call call;
    private final Mailbox mailbox;
    private final StreamPump pump;
    private long firstRecordTimer = NO_TIMER;

    /// `mailboxes` makes the mailbox, given how to wake its reader.
    Reading(Call call, StreamSink sink, Function<Runnable, Mailbox> mailboxes) {
        this.call = call;
        this.mailbox = mailboxes.apply(() -> call.resume(this::run));
        this.pump = new StreamPump(Choices.of(call.requestId()), mailbox, sink);
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /// On the request's context.
    void run() {
        pump.run();
    }

    /// Cuts the sink off if the first record has not come by then. On the request's context.
    void awaitFirstRecord(Duration patience) {
        firstRecordTimer =
                call.vertx().setTimer(patience.toMillis(), _ -> call.guard(pump::endUnlessBegun));
    }

    void stop() {
        if (firstRecordTimer != NO_TIMER) {
            call.vertx().cancelTimer(firstRecordTimer);
        }
        pump.stop();
    }
}

package dev.sluice.gateway.http;

import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.StreamPump;
import dev.sluice.gateway.streaming.StreamSink;
import java.util.function.Function;

/// Ties a mailbox, which the log's threads fill, to a sink on the request's context.
final class Reading {
    private final Mailbox mailbox;
    private final StreamPump pump;

    /// `mailboxes` makes the mailbox, given how to wake its reader.
    Reading(Call call, StreamSink sink, Function<Runnable, Mailbox> mailboxes) {
        this.mailbox = mailboxes.apply(() -> call.resume(this::run));
        this.pump = new StreamPump(mailbox, sink);
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /// On the request's context.
    void run() {
        pump.run();
    }

    void stop() {
        pump.stop();
    }
}

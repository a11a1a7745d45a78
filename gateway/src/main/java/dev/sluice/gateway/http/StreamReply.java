package dev.sluice.gateway.http;

import dev.sluice.gateway.streaming.Mailbox;

/// How one reader of a stream is answered. Belongs to the request's context.
sealed interface StreamReply permits GrpcReply, SseReply, WholeReply {
    /// Where the log puts the stream's records.
    Mailbox mailbox();

    /// The request is accepted, or its stream is found: answer from now on.
    void begin();
}

package dev.sluice.gateway.outbound;

/// What came of one call.
public sealed interface CallerReply {
    /// An HTTP status came back.
    record Answered(int status) implements CallerReply {}

    /// None did. `reason` quotes nothing of what was called or came back.
    record Unanswered(String reason) implements CallerReply {}
}

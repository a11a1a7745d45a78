package dev.sluice.gateway.rendering;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.gateway.streaming.Choices;

/// One stream as server-sent events, in the form of one route. A function of the records alone, so
/// a resumed stream has the bytes of the first time. Feed every record from index 0 on, each once,
/// in order; frames that the client has already are left out. Not thread-safe.
public interface Frames {
    /// What stands before the first record; called once, before any [#append].
    void begin(StringBuilder out);

    /// The frames of one record.
    void append(StringBuilder out, StreamEvent event);

    /// Path and query that go on behind what was appended so far.
    String resumePath(RequestId id);

    /// The frames that a stream of this id has on the chat and completion routes.
    static Frames of(RequestId id, long startingAfter) {
        return id.value().startsWith(CompletionChunks.ID_PREFIX + "-")
                ? new CompletionChunks(Choices.of(id), startingAfter)
                : new ChatChunks(Choices.of(id), startingAfter);
    }
}

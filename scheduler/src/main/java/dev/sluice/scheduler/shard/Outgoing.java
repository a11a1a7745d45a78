package dev.sluice.scheduler.shard;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.topic.Topic;
import org.jspecify.annotations.Nullable;

/// A record to write. `partition` null: by the key's hash.
public record Outgoing(
        Topic topic,
        @Nullable Integer partition,
        String recordKey,
        Event event,
        @Nullable String traceparent) {
    static Outgoing token(int streamPartition, TokenEvent event, @Nullable String traceparent) {
        String recordKey = event.requestId().value();
        return new Outgoing(Topic.TOKENS, streamPartition, recordKey, event, traceparent);
    }

    /// A batch has the traces of several requests: each assignment carries its own.
    static Outgoing assignments(int assignmentPartition, WorkerId workerId, AssignmentEvent event) {
        return new Outgoing(Topic.ASSIGNMENTS, assignmentPartition, workerId.value(), event, null);
    }

    static Outgoing control(ControlEvent event, @Nullable String traceparent) {
        return new Outgoing(Topic.CONTROL, null, event.requestId().value(), event, traceparent);
    }
}

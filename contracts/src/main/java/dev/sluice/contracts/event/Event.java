package dev.sluice.contracts.event;

import java.time.Instant;

/// What every record on a topic has.
///
/// [#eventId] is the same for every copy of one event: a second writing of it (a crash between
/// write and commit) is byte-identical, and sinks upsert by it.
public sealed interface Event
        permits RequestEvent,
                PromptEvent,
                AssignmentEvent,
                WorkerEvent,
                ControlEvent,
                TokenEvent,
                StreamEvent,
                ResultEvent,
                MeshEvent,
                TenantEvent,
                QuotaEvent,
                RouteEvent,
                ObjectEvent,
                WebhookEvent {
    String eventId();

    Instant occurredAt();
}

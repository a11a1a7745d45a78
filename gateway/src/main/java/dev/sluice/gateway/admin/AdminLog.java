package dev.sluice.gateway.admin;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.topic.Topic;
import java.util.concurrent.CompletionStage;

/// The port to the compacted topics that administrators write. Calls return at once; what they
/// return fails with a [dev.sluice.contracts.SluiceException], after a few seconds without a
/// broker.
public interface AdminLog {
    /// Completes when this gateway has applied everything that stood on the topic before the call,
    /// so that a change can be made of what is in force.
    CompletionStage<Void> refresh(Topic topic);

    /// Completes when the topics that are the tenant's own are there, for its intake and answers.
    /// Fails with [dev.sluice.contracts.ErrorCode#INVALID_PARAMETER] where they cannot be.
    CompletionStage<Void> prepare(TenantId tenant);

    /// Completes when every in-sync replica has the event and this gateway has applied it.
    CompletionStage<Void> define(Topic topic, String recordKey, Event event);

    /// As [#define], for a key that stands for nothing any more.
    CompletionStage<Void> remove(Topic topic, String recordKey);
}

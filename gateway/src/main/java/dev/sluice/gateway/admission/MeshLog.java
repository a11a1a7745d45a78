package dev.sluice.gateway.admission;

import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import java.util.concurrent.CompletionStage;

/// The port to the topics that a gateway writes. Calls return at once.
public interface MeshLog {
    /// Completes when every in-sync replica has the request: then, and only then, it is accepted.
    /// Fails with a [dev.sluice.contracts.SluiceException], after a few seconds without a broker.
    CompletionStage<Void> accept(InferenceRequested request);

    /// Fails as [#accept] does. A request that ended is none the worse for it.
    CompletionStage<Void> cancel(CancelInference command);

    /// Completes when every in-sync replica has it; fails as [#accept] does.
    CompletionStage<Void> keep(ObjectEvent event);

    /// Notes for audit. Nobody waits: what cannot be buffered while the broker is away is counted
    /// and dropped.
    void note(MeshEvent event);
}

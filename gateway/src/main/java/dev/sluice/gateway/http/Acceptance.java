package dev.sluice.gateway.http;

import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.streaming.StreamArchive.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Puts a request on the log, all its choices and what is kept beside it. It is accepted when the
/// brokers have the last of that; a gateway that dies before leaves choices that nobody knows of,
/// and that whoever repeats the call under its idempotency key completes. Any thread.
final class Acceptance {
    private final GatewayPorts ports;

    Acceptance(GatewayPorts ports) {
        this.ports = ports;
    }

    CompletionStage<Void> publish(Draft draft, InferenceRequested request) {
        // Sealed here and not when the brokers have answered: that is a thread of all requests.
        Optional<ResponseCreated> kept = draft.kept(request, ports.store().forms());
        return bounded(publish(draft.choicesOf(request)).thenCompose(_ -> keep(kept)));
    }

    /// What of it is not on the log yet.
    CompletionStage<Void> publishMissing(Draft draft, InferenceRequested request) {
        return missing(draft.choicesOf(request))
                .thenCompose(missing ->
                        bounded(
                                publish(missing)
                                        .thenCompose(_ ->
                                                keep(draft.kept(request, ports.store().forms())))));
    }

    private CompletionStage<List<InferenceRequested>> missing(List<InferenceRequested> choices) {
        List<CompletableFuture<Lookup>> lookups =
                choices.stream()
                        .map(choice -> ports.archive().find(choice.requestId()))
                        .map(CompletionStage::toCompletableFuture)
                        .toList();
        return all(lookups)
                .thenApply(_ ->
                        choices.stream()
                                .filter(choice -> !isFound(lookups.get(choices.indexOf(choice))))
                                .toList());
    }

    private static boolean isFound(CompletableFuture<Lookup> lookup) {
        return lookup.join() instanceof Lookup.Found;
    }

    private CompletionStage<Void> publish(List<InferenceRequested> choices) {
        return all(
                choices.stream()
                        .map(ports.log()::accept)
                        .map(CompletionStage::toCompletableFuture)
                        .toList());
    }

    private static <T> CompletableFuture<Void> all(List<CompletableFuture<T>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> keep(Optional<ResponseCreated> kept) {
        return kept.map(ports.log()::keep).orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private CompletionStage<Void> bounded(CompletionStage<Void> publishing) {
        long millis = ports.admission().acceptanceTimeout().toMillis();
        return publishing.toCompletableFuture().orTimeout(millis, TimeUnit.MILLISECONDS);
    }
}

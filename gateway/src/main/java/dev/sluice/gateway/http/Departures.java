package dev.sluice.gateway.http;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.OpenStreams.Departure;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens when a reader leaves: a request that nobody will read is cancelled, at once or
/// after the grace period. Called on event loops.
final class Departures {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final OpenStreams openStreams;
    private final MeshLog log;
    private final InstantSource clock;
    private final long graceMillis;

    Departures(GatewayPorts ports) {
        this.openStreams = ports.openStreams();
        this.log = ports.log();
        this.clock = ports.clock();
        this.graceMillis = ports.streaming().resumeGrace().toMillis();
    }

    /// A reader has everything, was cut off, or went away.
    void left(Vertx vertx, RequestId id, TenantId tenant, Mailbox reader) {
        switch (openStreams.detach(id, reader)) {
            case Departure.Nothing _ -> {}
            case Departure.CancelNow _ -> abandon(id, tenant);
            case Departure.CancelAfterGrace later ->
                    vertx.setTimer(
                            graceMillis,
                            _ -> {
                                if (openStreams.expire(id, later.desertionNumber())) {
                                    abandon(id, tenant);
                                }
                            });
        }
    }

    /// Nobody reads the answer any more.
    void abandon(RequestId id, TenantId tenant) {
        var _ =
                cancel(id, tenant, "disconnect")
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                tell(id, failure);
                            }
                        });
    }

    /// All choices of it.
    CompletionStage<Void> cancel(RequestId id, TenantId tenant, String reason) {
        Instant now = clock.instant();
        CompletableFuture<?>[] written =
                Choices.of(id).ids().stream()
                        .map(each ->
                                new CancelInference(each + "/cancel", each, tenant, now, reason))
                        .map(log::cancel)
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(written);
    }

    private static void tell(RequestId id, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("requestId", id)
                .addKeyValue("reason", String.valueOf(failure.getMessage()))
                .log("request runs on, its cancellation could not be written");
    }
}

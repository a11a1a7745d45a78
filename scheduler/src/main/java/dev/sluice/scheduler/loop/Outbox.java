package dev.sluice.scheduler.loop;

import dev.sluice.scheduler.shard.Outgoing;
import java.util.concurrent.CompletableFuture;

/// Writes records.
public interface Outbox {
    /// Completes when all in-sync replicas have the record; exceptionally when it is given up.
    CompletableFuture<Void> send(Outgoing outgoing);

    /// Starts over after a failed write: a client may be unusable after one.
    void renew();
}

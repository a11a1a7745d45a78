package dev.sluice.scheduler.loop;

import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.Outgoing;
import java.util.concurrent.CompletableFuture;

/// Writes records.
public interface Outbox {
    /// Completes when all in-sync replicas have the record; exceptionally when it is given up.
    CompletableFuture<Void> send(Outgoing outgoing);

    /// Sets a prompt aside that cannot be served; completes as [#send] does.
    CompletableFuture<Void> setAside(int shard, DeadLetter letter);

    /// Starts over after a failed write: a client may be unusable after one.
    void renew();
}

package dev.sluice.gateway.kafka;

import dev.sluice.runtime.kafka.EventSender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A sender of records that are rare: its producer is made with the first, and each write has a
/// virtual thread, which the producer may block while there is no broker. Safe on any thread, an
/// event loop's too.
final class RareSender implements AutoCloseable {
    private final Supplier<EventSender> senders;
    private final ExecutorService writes = Executors.newVirtualThreadPerTaskExecutor();

    /// Guarded by this object.
    private @Nullable EventSender sender;

    RareSender(Supplier<EventSender> senders) {
        this.senders = senders;
    }

    /// Completes when the brokers have what `write` sends.
    CompletableFuture<Void> send(Function<EventSender, CompletableFuture<Void>> write) {
        return CompletableFuture.supplyAsync(this::connected, writes).thenCompose(write);
    }

    private synchronized EventSender connected() {
        EventSender existing = sender;
        if (existing == null) {
            existing = senders.get();
            sender = existing;
        }
        return existing;
    }

    @Override
    public synchronized void close() {
        writes.shutdown();
        if (sender != null) {
            sender.close();
        }
    }
}

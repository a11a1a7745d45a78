package dev.sluice.scheduler.loop;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A record that cannot be processed. `setAside` writes it to `dead-letters`; the future completes
/// when that is acknowledged. `reason` does not quote the record.
public record RejectedRecord(
        String topic,
        int partition,
        long offset,
        String reason,
        Supplier<CompletableFuture<Void>> setAside) {}

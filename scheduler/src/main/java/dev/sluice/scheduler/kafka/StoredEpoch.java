package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.event.WorkerEvent;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// The scheduler's epoch in the metadata of a committed offset. Only the current member of the
/// group can commit, so the stored epoch only rises, and whoever was followed has a lower one.
final class StoredEpoch {
    private static final String PREFIX = "epoch=";

    private StoredEpoch() {}

    static OffsetAndMetadata with(long nextOffset, long schedulerEpoch) {
        return new OffsetAndMetadata(nextOffset, PREFIX + schedulerEpoch);
    }

    /// The next scheduler's. At the end of all epochs the last one is kept: nobody is shut out by
    /// it.
    static long after(@Nullable OffsetAndMetadata committed) {
        return Math.min(of(committed) + 1, WorkerEvent.SCHEDULER_EPOCH_MAX);
    }

    /// 0 where none is stored, or something else.
    static long of(@Nullable OffsetAndMetadata committed) {
        if (committed == null || !committed.metadata().startsWith(PREFIX)) {
            return 0;
        }
        try {
            return Long.parseLong(committed.metadata().substring(PREFIX.length()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

package dev.sluice.gateway.store;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A batch as far as it has come. `lineCount` is 0 until it is validated; the counts are of the
/// requests that ended.
public record StoredBatch(
        BatchCreated created,
        Map<String, SensitiveText> metadata,
        @Nullable Instant validatedAt,
        int lineCount,
        @Nullable Instant cancelledAt,
        @Nullable BatchFinished finished,
        int completedCount,
        int failedCount) {
    public StoredBatch {
        metadata = Map.copyOf(metadata);
    }
}

package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.StableHash;
import java.time.Instant;

/// The ids of a batch's requests: a function of the batch, the line and the span's record, so that
/// whoever continues a batch comes to the same ones.
public final class LineIds {
    private static final String PREFIX = KeptRequests.BATCH_LINE_PREFIX;

    private LineIds() {}

    /// `batch` has 64 random bits in its id; they are in the hash.
    public static RequestId of(
            ObjectId batch, int line, Instant spanBegunAt, int streamPartitionCount) {
        long hash = StableHash.of(batch.value() + '/' + line);
        int partition = Math.floorMod(line, streamPartitionCount);
        return RequestId.create(PREFIX, spanBegunAt, partition, hash);
    }
}

package dev.sluice.scheduler.batching;

import dev.sluice.contracts.topic.Topic;

/// The bounds of one batch.
///
/// @param sizeMax most requests in a record
/// @param bytesMax most bytes in a record; a request that is larger alone goes alone
public record BatchingSettings(int sizeMax, int bytesMax) {
    public BatchingSettings {
        if (sizeMax < 1) {
            throw new IllegalArgumentException("size-max is " + sizeMax + ", must be at least 1");
        }
        if (bytesMax < 1 || bytesMax > Topic.RECORD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "bytes-max is "
                            + bytesMax
                            + ", must be between 1 and "
                            + Topic.RECORD_BYTES_MAX);
        }
    }
}

package dev.sluice.scheduler.batching;

import dev.sluice.contracts.topic.Topic;
import java.time.Duration;

/// The bounds of one batch, and how long it is waited for.
///
/// @param sizeMax most requests in a record
/// @param sizePreferred so many are waited for when the worker is idle
/// @param sizeMin so many are waited for when the worker has a running batch
/// @param waitMax no longer than this; 0 never waits
/// @param bytesMax most bytes in a record; a request that is larger alone goes alone
public record BatchingSettings(
        int sizeMax, int sizePreferred, int sizeMin, Duration waitMax, int bytesMax) {
    public BatchingSettings {
        if (sizeMax < 1) {
            throw new IllegalArgumentException("size-max is " + sizeMax + ", must be at least 1");
        }
        if (sizeMin < 1 || sizePreferred < sizeMin || sizeMax < sizePreferred) {
            throw new IllegalArgumentException(
                    "size-min is "
                            + sizeMin
                            + ", size-preferred "
                            + sizePreferred
                            + ", size-max "
                            + sizeMax
                            + "; each must be at least the one before, the first at least 1");
        }
        if (waitMax.isNegative()) {
            throw new IllegalArgumentException("wait-max is " + waitMax + ", must not be negative");
        }
        if (bytesMax < 1 || bytesMax > Topic.RECORD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "bytes-max is "
                            + bytesMax
                            + ", must be between 1 and "
                            + Topic.RECORD_BYTES_MAX);
        }
    }

    /// Waits for nothing.
    public static BatchingSettings atOnce(int sizeMax, int bytesMax) {
        return new BatchingSettings(sizeMax, 1, 1, Duration.ZERO, bytesMax);
    }
}

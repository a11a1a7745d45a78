package dev.sluice.worker.decode;

import org.jspecify.annotations.Nullable;

/// Sequences that a [BatchThread] owns and runs: all calls are its own, time comes in as an
/// argument.
public interface SteppedBatch {
    /// Takes a sequence, into a slot or to wait for one.
    void admit(SequenceRequest request, TokenListener listener, long nowNanos);

    /// Ends a sequence, if it is open.
    void cancel(SequenceKey key, long nowNanos);

    /// Does what is due; answers how many tokens that were.
    int step(long nowNanos);

    /// When something is due next; null if nothing is.
    @Nullable Long nextDueNanos();

    /// Ends all that is open, with an error.
    void stop(String reason);
}

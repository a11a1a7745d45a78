package dev.sluice.worker.decode;

import java.util.Optional;

/// Runs sequences on a thread of its own and tells their listeners. Any thread may call it.
public interface Generator extends AutoCloseable {
    /// Bounded: beyond slots and waiting places it refuses.
    Admission admit(SequenceRequest request, TokenListener listener);

    /// True if the sequence was open; its listener is told when it has ended.
    boolean cancel(SequenceKey key);

    /// What ended the thread, if it did not end by [#close].
    Optional<Throwable> death();

    /// Ends the thread; open sequences end with an error.
    @Override
    void close();
}

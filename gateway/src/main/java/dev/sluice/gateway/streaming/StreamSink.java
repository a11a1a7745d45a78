package dev.sluice.gateway.streaming;

import dev.sluice.contracts.event.StreamEvent;

/// Where a stream's records end up: an HTTP response. Called on one thread.
public interface StreamSink {
    /// False while the client's connection is full: the sink runs the pump again when it drained.
    boolean canTake();

    /// The next record; those of one choice each once, in order, from index 0.
    void take(StreamEvent event);

    /// That was the stream's last record; [#flush] follows.
    void finish();

    /// No more records for now.
    void flush();

    /// Nothing follows, although the stream is not finished.
    void cut(Cut reason);
}

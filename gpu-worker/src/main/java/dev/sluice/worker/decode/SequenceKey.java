package dev.sluice.worker.decode;

import dev.sluice.contracts.RequestId;

/// Names a sequence: a request and the epoch of its assignment, so that a request which comes back
/// to the same worker is not taken for its former self.
public record SequenceKey(RequestId requestId, int epoch) {}

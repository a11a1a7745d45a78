package dev.sluice.worker.decode;

/// One step in numbers. The first four are the state after it, the others what it did.
/// `decodeTokenCount` is also the number of rows in the decode pass; `stepNanos` includes
/// `prefillNanos`.
public record StepReport(
        int decodingCount,
        int prefillingCount,
        int waitingCount,
        long cachedTokenCount,
        int prefillTokenCount,
        int decodeTokenCount,
        long prefillNanos,
        long stepNanos) {}

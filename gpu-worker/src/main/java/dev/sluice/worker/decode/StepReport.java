package dev.sluice.worker.decode;

/// One step in numbers. The first six are the state after it, the others what it did.
/// `cachedTokenCount` counts what sequences hold, `warmTokenCount` what free slots keep for prompts
/// to come; `slotCountAllowed` is less than all slots while memory is short; `reusedTokenCount`
/// prompt tokens that did not have to be read. `decodeTokenCount` is also the number of rows in the
/// decode pass; `stepNanos` includes `prefillNanos`.
public record StepReport(
        int decodingCount,
        int prefillingCount,
        int waitingCount,
        int slotCountAllowed,
        long cachedTokenCount,
        long warmTokenCount,
        int reusedTokenCount,
        int prefillTokenCount,
        int decodeTokenCount,
        int preemptedCount,
        long prefillNanos,
        long stepNanos) {}

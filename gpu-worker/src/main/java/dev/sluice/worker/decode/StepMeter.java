package dev.sluice.worker.decode;

import java.util.function.LongSupplier;

/// Measures one step. Engine thread.
final class StepMeter {
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final long reusedTokenCountBefore;
    private long prefilledNanos;
    private long decodedNanos;
    private int prefillTokenCount;
    private int decodeTokenCount;
    private int preemptedCount;
    private boolean isFailed;

    StepMeter(LongSupplier nanoClock, long reusedTokenCountBefore) {
        this.nanoClock = nanoClock;
        this.reusedTokenCountBefore = reusedTokenCountBefore;
        this.startNanos = nanoClock.getAsLong();
        this.prefilledNanos = startNanos;
    }

    void onPrefilled(int tokenCount) {
        prefillTokenCount = tokenCount;
        prefilledNanos = nanoClock.getAsLong();
    }

    void onDecoded(int tokenCount) {
        decodeTokenCount = tokenCount;
        decodedNanos = nanoClock.getAsLong();
    }

    boolean hasDecoded() {
        return decodeTokenCount > 0;
    }

    long decodeNanos() {
        return decodedNanos - prefilledNanos;
    }

    void onPreempted(int sequenceCount) {
        preemptedCount = sequenceCount;
        isFailed = true;
    }

    void onFailed() {
        isFailed = true;
    }

    /// Tokens, and one for a step that came to grief: what is left is to go on at once.
    int workCount() {
        return prefillTokenCount + decodeTokenCount + (isFailed ? 1 : 0);
    }

    StepReport report(RunningBatch batch, int waitingCount, int slotCountAllowed) {
        return new StepReport(
                batch.decodingCount(),
                batch.prefilling().size(),
                waitingCount,
                slotCountAllowed,
                batch.cachedTokenCount(),
                batch.warmTokenCount(),
                Math.toIntExact(batch.reusedTokenCount() - reusedTokenCountBefore),
                prefillTokenCount,
                decodeTokenCount,
                preemptedCount,
                prefilledNanos - startNanos,
                nanoClock.getAsLong() - startNanos);
    }
}

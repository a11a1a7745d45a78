package dev.sluice.worker.decode;

import java.util.function.LongSupplier;

/// Measures one step. Engine thread.
final class StepMeter {
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final long reusedTokenCountBefore;
    private long prefilledNanos;
    private int prefillTokenCount;
    private int decodeTokenCount;

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
    }

    int tokenCount() {
        return prefillTokenCount + decodeTokenCount;
    }

    StepReport report(RunningBatch batch, int waitingCount) {
        return new StepReport(
                batch.decodingCount(),
                batch.prefilling().size(),
                waitingCount,
                batch.cachedTokenCount(),
                batch.warmTokenCount(),
                Math.toIntExact(batch.reusedTokenCount() - reusedTokenCountBefore),
                prefillTokenCount,
                decodeTokenCount,
                prefilledNanos - startNanos,
                nanoClock.getAsLong() - startNanos);
    }
}

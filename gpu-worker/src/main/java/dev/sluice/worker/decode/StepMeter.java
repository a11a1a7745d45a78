package dev.sluice.worker.decode;

import java.util.function.LongSupplier;

/// Measures one step. Engine thread.
final class StepMeter {
    private final LongSupplier nanoClock;
    private final long startNanos;
    private long prefilledNanos;
    private int prefillTokenCount;
    private int decodeTokenCount;

    StepMeter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
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
                prefillTokenCount,
                decodeTokenCount,
                prefilledNanos - startNanos,
                nanoClock.getAsLong() - startNanos);
    }
}

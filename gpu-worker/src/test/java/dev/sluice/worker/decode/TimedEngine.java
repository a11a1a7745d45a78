package dev.sluice.worker.decode;

/// An engine whose passes take time on a clock of their own, as a linear function of what they do.
final class TimedEngine extends DelegatingEngine {
    /// Measured with the default model: nanoseconds of a decode pass over one row and for each
    /// more, of a prefill pass and for each of its tokens.
    enum Machine {
        AVX2(9_000_000, 3_300_000, 6_000_000, 2_400_000),
        AVX512_VNNI(6_200_000, 1_100_000, 5_500_000, 560_000);

        private final long firstRowNanos;
        private final long rowNanos;
        private final long prefillNanos;
        private final long tokenNanos;

        Machine(long firstRowNanos, long rowNanos, long prefillNanos, long tokenNanos) {
            this.firstRowNanos = firstRowNanos;
            this.rowNanos = rowNanos;
            this.prefillNanos = prefillNanos;
            this.tokenNanos = tokenNanos;
        }

        long prefillNanos(int tokenCount) {
            return prefillNanos + tokenNanos * tokenCount;
        }
    }

    private final Engine engine;
    private final Machine machine;
    private long nowNanos;

    TimedEngine(EngineShape shape, Machine machine) {
        this(new SimulatedEngine(shape), machine);
    }

    TimedEngine(Engine engine, Machine machine) {
        super(engine);
        this.engine = engine;
        this.machine = machine;
    }

    long nowNanos() {
        return nowNanos;
    }

    @Override
    public Logits prefill(int slot, int[] tokens, int offset, int count, int cachedTokenCount) {
        nowNanos += machine.prefillNanos(count);
        return super.prefill(slot, tokens, offset, count, cachedTokenCount);
    }

    @Override
    public Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts) {
        nowNanos += machine.firstRowNanos + (count - 1) * machine.rowNanos;
        if (engine instanceof SimulatedEngine simulated) {
            simulated.passes().clear();
        }
        return super.decode(firstSlot, count, tokens, cachedTokenCounts);
    }
}

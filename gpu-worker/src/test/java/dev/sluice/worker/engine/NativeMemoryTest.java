package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

/// Passes of changing shape give back what they take: each binds other tensors.
class NativeMemoryTest {
    private static final int WARM_UP_PASSES = 10_000;
    private static final int PASSES = 60_000;

    /// A tensor that is not released is some 200 bytes, so 12 MB here.
    private static final long GROWTH_BYTES_MAX = 3 << 20;

    private static final int[] TOKENS = {5, 6, 7};

    @Test
    void rebindingTensorsTakesNoMemory() {
        // Given
        assumeThat(NativeHeap.isKnown()).isTrue();
        try (OrtEngine engine = TinyEngines.open()) {
            long before = leastAfter(engine, WARM_UP_PASSES);
            // When
            long after = leastAfter(engine, PASSES);
            // Then
            System.out.printf("%d passes: %,d bytes more%n", PASSES, after - before);
            assertThat(after - before).isLessThan(GROWTH_BYTES_MAX);
        }
    }

    /// The least of the last tenth: compilers come and go.
    private static long leastAfter(OrtEngine engine, int passCount) {
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < passCount; pass++) {
            var _ = engine.prefill(0, TOKENS, 0, 2 + pass % 2, 0);
            if (pass >= passCount * 9 / 10 && pass % 100 == 0) {
                least = Math.min(least, NativeHeap.bytesInUse());
            }
        }
        return least;
    }
}

package dev.sluice.worker.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    @Test
    void isUniformOverPositionsAndOverSeeds() {
        double overPositions =
                IntStream.range(0, 100_000)
                        .mapToDouble(i -> CounterRandom.uniform(1, i))
                        .average()
                        .orElseThrow();
        double overSeeds =
                IntStream.range(0, 100_000)
                        .mapToDouble(i -> CounterRandom.uniform(i, 1))
                        .average()
                        .orElseThrow();
        assertThat(overPositions).isCloseTo(0.5, within(0.005));
        assertThat(overSeeds).isCloseTo(0.5, within(0.005));
    }

    @Test
    void doesNotRepeatAlongTheDiagonalOfSeedAndPosition() {
        // A generator that only added seed and position would give seed+1 the same numbers one
        // later.
        long repeats =
                IntStream.range(0, 10_000)
                        .filter(i -> CounterRandom.uniform(7, i + 1) == CounterRandom.uniform(8, i))
                        .count();
        assertThat(repeats).isZero();
    }

    @Test
    void isTheSameSplitMix64AsTheJdks() {
        // Given: SplittableRandom(seed) is SplitMix64 with the same increment, started at `seed`.
        long start = 0x1234_5678_9ABC_DEFL;
        SplittableRandom reference = new SplittableRandom(CounterRandom.mix(start));
        // When / Then
        for (int position = 0; position < 100; position++) {
            double expected = (reference.nextLong() >>> 11) * 0x1p-53;
            assertThat(CounterRandom.uniform(start, position)).isEqualTo(expected);
        }
    }
}

package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
    private static final double DIGITS_KEPT = 0.001;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 99, 100, 1000})
    void percentilesAreThoseOfASortedList(int count) {
        // Given
        List<Long> nanos =
                new SplittableRandom(count)
                        .longs(count, 1_000_000, 10_000_000_000L)
                        .boxed()
                        .toList();
        List<Long> sorted = nanos.stream().sorted().toList();
        Latencies latencies = new Latencies();

        // When
        nanos.forEach(latencies::addNanos);

        // Then
        for (double percent : Latencies.PERCENTILES) {
            int rank = (int) Math.ceil(percent / 100 * count);
            double expected = sorted.get(rank - 1) / 1e6;
            assertThat(latencies.percentileMillis(percent))
                    .isCloseTo(expected, within(expected * DIGITS_KEPT + 0.001));
        }
    }

    @Test
    void nothingMeasuredIsZero() {
        Latencies latencies = new Latencies();
        assertThat(latencies.count()).isZero();
        assertThat(latencies.percentileMillis(99)).isZero();
        assertThat(latencies.meanMillis()).isZero();
        assertThat(latencies.largestMillis()).isZero();
    }

    @Test
    void takesDurationsOutsideItsRange() {
        // Given
        Latencies latencies = new Latencies();

        // When
        latencies.addNanos(-1);
        latencies.addNanos(0);
        latencies.addNanos(Long.MAX_VALUE);

        // Then
        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.percentileMillis(50)).isEqualTo(0.001);
        assertThat(latencies.largestMillis()).isCloseTo(3_600_000, within(3600.0));
    }
}

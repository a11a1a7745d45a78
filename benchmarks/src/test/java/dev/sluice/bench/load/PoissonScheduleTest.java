package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PoissonScheduleTest {
    private static final int COUNT = 20_000;

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(arrivals(5, 7)).isEqualTo(arrivals(5, 7));
        assertThat(arrivals(5, 7)).isNotEqualTo(arrivals(5, 8));
    }

    @Test
    void arrivalsComeInOrderAtTheRate() {
        long[] arrivals = arrivals(5, 1);
        assertThat(arrivals).isSorted();
        assertThat(COUNT / (arrivals[COUNT - 1] / 1e9)).isCloseTo(5, within(0.1));
    }

    @Test
    void gapsAreExponential() {
        // Given
        long[] arrivals = arrivals(5, 1);

        // When: an exponential gap is longer than its mean in one case of e
        long longCount =
                LongStream.range(1, COUNT)
                        .filter(i -> arrivals[(int) i] - arrivals[(int) i - 1] > 1e9 / 5)
                        .count();

        // Then
        assertThat(longCount / (double) COUNT).isCloseTo(Math.exp(-1), within(0.02));
    }

    private static long[] arrivals(double ratePerSecond, long seed) {
        PoissonSchedule schedule = new PoissonSchedule(ratePerSecond, seed);
        return LongStream.generate(schedule::nextNanos).limit(COUNT).toArray();
    }
}

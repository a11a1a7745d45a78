package dev.sluice.bench.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogProbabilitiesTest {
    @Test
    void logitsBecomeProbabilities() {
        LogProbabilities read = of((float) Math.log(1), (float) Math.log(3));
        assertThat(Math.exp(read.of(0))).isCloseTo(0.25, within(1e-7));
        assertThat(Math.exp(read.of(1))).isCloseTo(0.75, within(1e-7));
        assertThat(read.mostLikely()).isEqualTo(1);
    }

    @Test
    void largeLogitsDoNotOverflow() {
        LogProbabilities read = of(1e30f, 1e30f, -1e30f);
        assertThat(read.of(0)).isCloseTo(-Math.log(2), within(1e-12));
        assertThat(read.mostLikely()).isZero();
    }

    @Test
    void divergenceIsThatOfTheTextbook() {
        // Given
        LogProbabilities fair = of(0, 0);
        LogProbabilities skewed = of((float) Math.log(1), (float) Math.log(3));

        // When
        double divergence = fair.divergenceOf(skewed);

        // Then: 1/2 log(1/2 : 1/4) + 1/2 log(1/2 : 3/4)
        assertThat(divergence).isCloseTo(0.5 * Math.log(2) + 0.5 * Math.log(2.0 / 3), within(1e-7));
    }

    @Test
    void whatIsImpossibleAddsNothingToTheDivergence() {
        assertThat(of(0, -1e30f).divergenceOf(of(0, -1e30f))).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void divergenceIsZeroFromItselfAndPositiveFromOthers(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        LogProbabilities one = of(randomLogits(random));
        LogProbabilities other = of(randomLogits(random));

        // Then
        assertThat(one.divergenceOf(one)).isZero();
        assertThat(one.divergenceOf(other)).isPositive();
        assertThat(other.divergenceOf(one)).isNotEqualTo(one.divergenceOf(other));
    }

    static LogProbabilities of(float... logits) {
        LogProbabilities read = new LogProbabilities(logits.length);
        read.read(MemorySegment.ofArray(logits));
        return read;
    }

    private static float[] randomLogits(SplittableRandom random) {
        float[] logits = new float[100];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextDouble(-10, 10);
        }
        return logits;
    }
}

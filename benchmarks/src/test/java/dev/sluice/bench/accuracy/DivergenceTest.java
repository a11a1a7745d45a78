package dev.sluice.bench.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DivergenceTest {
    private static final LogProbabilities FAIR = LogProbabilitiesTest.of(0, 0);
    private static final LogProbabilities SKEWED =
            LogProbabilitiesTest.of((float) Math.log(1), (float) Math.log(3));

    @Test
    void perplexityIsTheGeometricMeanOfOneOverProbability() {
        // Given
        Divergence divergence = new Divergence();

        // When
        divergence.add(FAIR, SKEWED, 0);
        divergence.add(FAIR, SKEWED, 1);

        // Then
        Accuracy figures = divergence.figures();
        assertThat(figures.positionCount()).isEqualTo(2);
        assertThat(figures.exactPerplexity()).isCloseTo(2, within(1e-7));
        assertThat(figures.convertedPerplexity()).isCloseTo(Math.sqrt(4 * 4.0 / 3), within(1e-6));
        assertThat(figures.perplexityDifferencePercent())
                .isCloseTo(100 * (Math.sqrt(4.0 / 3) - 1), within(1e-5));
    }

    @Test
    void agreementCountsPositionsWithTheSameMostLikelyToken() {
        // Given
        Divergence divergence = new Divergence();

        // When
        divergence.add(SKEWED, SKEWED, 0);
        divergence.add(FAIR, SKEWED, 0);
        divergence.add(SKEWED, SKEWED, 0);
        divergence.add(SKEWED, SKEWED, 1);

        // Then
        assertThat(divergence.figures().agreementPercent()).isEqualTo(75);
    }

    @Test
    void barsHoldAtTheLimitAndNotPastIt() {
        assertThat(new Accuracy(1, 0.01, 100, 101, 100).isDivergenceMet()).isTrue();
        assertThat(new Accuracy(1, 0.0101, 100, 101, 100).isDivergenceMet()).isFalse();
        assertThat(new Accuracy(1, 0, 100, 100.99, 100).isPerplexityMet()).isTrue();
        assertThat(new Accuracy(1, 0, 100, 98.9, 100).isPerplexityMet()).isFalse();
    }
}

package dev.sluice.worker.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    @Test
    void isWithinOneInAHundredMillionOfTheTrueValue() {
        SplittableRandom random = new SplittableRandom(1);
        double worst = 0;
        for (int i = 0; i < 200_000; i++) {
            double x = -64 * random.nextDouble();
            worst = Math.max(worst, Math.abs(Exponential.of(x) / StrictMath.exp(x) - 1));
        }
        assertThat(worst).isLessThan(1e-8);
        assertThat(Exponential.of(0)).isEqualTo(1);
    }

    @Test
    void isTheSmallestValueBelowItsRange() {
        assertThat(Exponential.of(-1e9)).isEqualTo(Exponential.of(-64));
        assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isPositive().isLessThan(2e-28);
    }
}

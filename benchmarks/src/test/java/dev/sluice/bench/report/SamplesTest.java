package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(new Samples(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(new Samples(List.of(4.0, 100.0, 1.0, 2.0)).median()).isEqualTo(3);
    }

    @Test
    void knowsTheExtremes() {
        Samples samples = new Samples(List.of(3.0, 1.0, 2.0));
        assertThat(samples.smallest()).isEqualTo(1);
        assertThat(samples.largest()).isEqualTo(3);
    }

    @Test
    void refusesToSpeakForNothing() {
        assertThatThrownBy(() -> new Samples(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

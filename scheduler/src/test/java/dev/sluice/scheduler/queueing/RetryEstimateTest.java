package dev.sluice.scheduler.queueing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryEstimateTest {
    @Test
    void isTheTimeInWhichTheSlotsWorkOffTheQueue() {
        // Given
        var estimate = new RetryEstimate();
        for (int i = 0; i < 100; i++) {
            estimate.onServed(Duration.ofSeconds(2));
        }

        // When
        int seconds = estimate.seconds(100, 8);

        // Then
        assertThat(seconds).isEqualTo(26);
    }

    @Test
    void staysWithinItsBounds() {
        // Given
        var estimate = new RetryEstimate();

        // When
        int none = estimate.seconds(0, 8);
        int endless = estimate.seconds(1_000_000, 1);
        int withoutSlots = estimate.seconds(10, 0);

        // Then
        assertThat(none).isEqualTo(1);
        assertThat(endless).isEqualTo(300);
        assertThat(withoutSlots).isEqualTo(30);
    }
}

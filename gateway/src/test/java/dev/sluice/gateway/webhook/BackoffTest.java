package dev.sluice.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofHours(6));

    private long millis(int attempts, String id) {
        return backoff.after(attempts, id).toMillis();
    }

    @Test
    void pausesGrowThreefoldUpToTheLongest() {
        long base = 5_000;
        for (int attempts = 1; attempts <= 1_000; attempts++) {
            long expected = Math.min(base, Duration.ofHours(6).toMillis());
            assertThat(millis(attempts, "we_1/evt_1"))
                    .as("after %d attempts", attempts)
                    .isBetween(expected * 8 / 10, expected * 12 / 10);
            base = Math.min(base * 3, Long.MAX_VALUE / 4);
        }
    }

    @Test
    void callsThatFailTogetherComeBackApartAndTheSameOnEveryGateway() {
        // Then
        assertThat(IntStream.range(0, 100).mapToLong(i -> millis(1, "we_1/evt_" + i)).distinct())
                .hasSizeGreaterThan(80);
        assertThat(millis(3, "we_1/evt_1")).isEqualTo(millis(3, "we_1/evt_1"));
    }
}

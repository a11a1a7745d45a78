package dev.sluice.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HeartbeatClockTest {
    private static final long INTERVAL = 2_000;
    private static final long START = 1_700_000_000_123L;

    private long sent = START;
    private final HeartbeatClock clock = new HeartbeatClock(this::secondsSinceSent, INTERVAL);

    /// As the client tells it: whole seconds, cut off.
    private double secondsSinceSent(long now) {
        return sent < 0 ? -1 : TimeUnit.MILLISECONDS.toSeconds(now - sent);
    }

    @Test
    void itIsDueToTheMillisecondAtWhateverTimeItIsAsked() {
        for (long after = 0; after < INTERVAL; after++) {
            // When:
            var fresh = new HeartbeatClock(this::secondsSinceSent, INTERVAL);

            // Then:
            assertThat(fresh.untilDue(START + after))
                    .isEqualTo(Duration.ofMillis(INTERVAL - after));
        }
    }

    @Test
    void itIsDueUntilItWasSentAndThenAnIntervalLater() {
        // When:
        Duration before = clock.untilDue(START + INTERVAL - 1);
        Duration due = clock.untilDue(START + INTERVAL);
        Duration stillDue = clock.untilDue(START + INTERVAL + 1);
        sent = START + INTERVAL + 1;
        Duration after = clock.untilDue(START + INTERVAL + 2);

        // Then:
        assertThat(before).isEqualTo(Duration.ofMillis(1));
        assertThat(due).isZero();
        assertThat(stillDue).isZero();
        assertThat(after).isEqualTo(Duration.ofMillis(INTERVAL - 1));
    }

    @Test
    void oneThatDoesNotComeIsNotWaitedForWithoutEnd() {
        // When: a broker is away.
        for (int millis = 0; millis < 5; millis++) {
            assertThat(clock.untilDue(START + INTERVAL + millis)).isZero();
        }

        // Then:
        assertThat(clock.untilDue(START + INTERVAL + 5)).isEqualTo(HeartbeatClock.NONE);

        // When: it comes after all.
        sent = START + 10 * INTERVAL;

        // Then:
        assertThat(clock.untilDue(sent + 1)).isEqualTo(Duration.ofMillis(INTERVAL - 1));
    }

    @Test
    void whoNeverSentOneHasNoneToExpect() {
        // When:
        sent = -1;

        // Then:
        assertThat(clock.untilDue(START)).isEqualTo(HeartbeatClock.NONE);
    }
}

package dev.sluice.bench.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StreamPlaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Tally tally = new Tally();
    private final StreamPlace place = new StreamPlace(tally);

    private void line(String text, long nanos) {
        place.onLine(text.getBytes(StandardCharsets.UTF_8), nanos);
    }

    @Test
    void countsEventsByTheirIndexAndTheTimeBetweenThem() {
        // When
        line("data: {\"choices\":[]}", 0);
        line("id: 0", 0);
        line(": keep-alive", SECOND);
        line("id: 1", 2 * SECOND);
        line("", 2 * SECOND);

        // Then
        Tally.Count count = tally.count();
        assertThat(count.begunCount()).isOne();
        assertThat(count.eventCount()).isEqualTo(2);
        assertThat(count.missedCount()).isZero();
        assertThat(count.gaps().count()).isOne();
        assertThat(count.gaps().largestMillis()).isBetween(1999.0, 2001.0);
    }

    @Test
    void seesWhatIsLeftOutAndWhatComesAgain() {
        // When
        line("id: 4", 0);
        line("id: 7", 0);
        line("id: 7", 0);

        // Then
        assertThat(tally.count().missedCount()).isEqualTo(3);
    }

    @Test
    void anEndIsNoLossAndWhatFollowsIsNotCounted() {
        // When
        line("data: [DONE]", 0);
        line("id: 1", 0);
        place.onLost("broken off");

        // Then
        assertThat(tally.count().finishedCount()).isOne();
        assertThat(tally.count().eventCount()).isZero();
        assertThat(tally.count().lostCount()).isZero();
    }

    @Test
    void anErrorInTheStreamIsALossOnce() {
        // When
        line("data: {\"error\":{\"message\":\"m\"}}", 0);
        place.onLost("ended early");

        // Then
        assertThat(tally.count().losses()).containsExactly(java.util.Map.entry("cut off", 1));
    }

    @Test
    void whoLeavesHasLostNothing() {
        // When
        place.leave();
        place.onLost("broken off");

        // Then
        assertThat(tally.count().lostCount()).isZero();
    }

    @Test
    void aWindowForgetsEventsAndKeepsLosses() {
        // Given
        line("id: 0", 0);
        line("id: 5", 0);
        place.onLost("broken off");

        // When
        tally.beginWindow();

        // Then
        assertThat(tally.count().eventCount()).isZero();
        assertThat(tally.count().missedCount()).isZero();
        assertThat(tally.count().gaps().count()).isZero();
        assertThat(tally.count().lostCount()).isOne();
    }
}

package dev.sluice.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.scheduler.loop.Input.PromptsCaughtUp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedInboxTest {
    private static final int CAPACITY = 1024;

    private final BoundedInbox inbox = new BoundedInbox();

    private void fill() {
        for (int i = 0; i < CAPACITY; i++) {
            inbox.put(new PromptsCaughtUp(i));
        }
    }

    @Test
    void aFullInboxTakesOneMoreOnlyWhenTheLoopHasTaken() throws InterruptedException {
        // Given
        fill();
        Thread pump = Thread.ofVirtual().start(() -> inbox.put(new PromptsCaughtUp(CAPACITY)));
        assertThat(pump.join(Duration.ofMillis(50))).isFalse();

        // When
        int taken = inbox.take(Duration.ZERO).size();
        pump.join();

        // Then
        assertThat(taken).isPositive();
        assertThat(inbox.take(Duration.ZERO).size() + inbox.take(Duration.ZERO).size())
                .isEqualTo(CAPACITY + 1 - taken);
    }

    @Test
    void aClosedInboxHoldsNoPumpUp() throws InterruptedException {
        // Given
        fill();
        Thread pump = Thread.ofVirtual().start(() -> inbox.put(new PromptsCaughtUp(CAPACITY)));

        // When
        inbox.close();

        // Then
        assertThat(pump.join(Duration.ofSeconds(5))).isTrue();
    }
}

package dev.sluice.audit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class RetryTest {
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void pausesDoubleUpToTheLongest() {
        // Given:
        Retry retry = retry(true);

        // When:
        String result = retry.untilPresent(presentAfter(6));

        // Then:
        assertThat(result).isEqualTo("done");
        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 500L, 500L, 500L);
    }

    @Test
    void doesNotPauseBeforeTheFirstTry() {
        // When:
        retry(true).untilPresent(presentAfter(0));

        // Then:
        assertThat(pauses).isEmpty();
    }

    @Test
    void endsWhenTheServiceStops() {
        // Given:
        Retry retry = retry(false);

        // Then:
        assertThatThrownBy(() -> retry.untilPresent(presentAfter(1)))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void keepsTheInterruptForItsCaller() {
        // Given:
        Retry retry =
                new Retry(
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        _ -> {
                            throw new InterruptedException();
                        });

        // Then:
        assertThatThrownBy(() -> retry.untilPresent(presentAfter(1)))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private Retry retry(boolean goesOn) {
        return new Retry(
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                pause -> {
                    pauses.add(pause);
                    return goesOn;
                });
    }

    private static Supplier<Optional<String>> presentAfter(int failures) {
        int[] left = {failures};
        return () -> left[0]-- > 0 ? Optional.empty() : Optional.of("done");
    }
}

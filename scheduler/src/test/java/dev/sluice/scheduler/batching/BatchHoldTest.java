package dev.sluice.scheduler.batching;

import static dev.sluice.scheduler.Samples.need;
import static dev.sluice.scheduler.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.placement.Workers;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchHoldTest {
    private static final Duration WAIT_MAX = Duration.ofMillis(20);

    private final BatchHold hold = new BatchHold(new BatchingSettings(16, 4, 2, WAIT_MAX, 1_000));

    @ParameterizedTest(name = "{0} slots, {1} running, {2} would go after {3} ms: waits {4}")
    @CsvSource({
        "8, 0, 3, 19, true",
        "8, 0, 4, 0, false",
        "8, 0, 1, 20, false",
        "8, 1, 1, 19, true",
        "8, 1, 2, 0, false",
        "3, 0, 3, 0, false",
        "2, 1, 1, 0, false",
    })
    void waitsForMoreWithinTheBoundsOnly(
            int slots, int running, int count, int waitedMillis, boolean waits) {
        // Given
        Worker worker =
                new Workers().onReport(report("w", slots), false, Duration.ZERO, _ -> false);
        for (int i = 0; i < running; i++) {
            worker.assign(new RequestId("r" + i), need());
        }

        // When
        boolean holds = hold.holds(worker, count, Duration.ofMillis(waitedMillis));

        // Then
        assertThat(holds).isEqualTo(waits);
    }
}

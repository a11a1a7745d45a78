package dev.sluice.scheduler.placement;

import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.need;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final WorkerReported FIRST = report("w", "w-1", State.READY, 2, 0);
    private static final WorkerReported SECOND = report("w", "w-2", State.READY, 2, 0);

    private final Workers workers = new Workers();

    private Worker take(WorkerReported report) {
        return workers.onReport(report, false, Duration.ZERO, id("ended")::equals);
    }

    @Test
    void aLaterStartMakesReportsOfTheFormerOneOutdated() {
        // Given
        take(FIRST);

        // When
        take(SECOND);

        // Then
        assertThat(workers.isOutdated(FIRST)).isTrue();
        assertThat(workers.isOutdated(SECOND)).isFalse();
        assertThat(workers.find(new WorkerId("w"), "w-1")).isNull();
        assertThat(workers.find(new WorkerId("w"), "w-2")).isNotNull();
    }

    @Test
    void aFormerStartCountsAgainWhenTheLaterOneIsLost() {
        // Given
        take(FIRST);
        take(SECOND);

        // When
        workers.remove(new WorkerId("w"));

        // Then
        assertThat(workers.isOutdated(FIRST)).isFalse();
    }

    @Test
    void anEndedRequestTakesNoSlotWhateverALateReportLists() {
        // Given
        Worker worker = take(FIRST);
        worker.assign(id("ended"), need());
        worker.free(id("ended"));

        // When
        take(report("w", 2, running("ended", 1)));

        // Then
        assertThat(worker.freeSlots()).isEqualTo(2);
    }

    @Test
    void aFencedRequestTakesItsSlotUntilAReportLeavesItOut() {
        // Given
        Worker worker = take(FIRST);
        worker.assign(id("fenced"), need());

        // When
        worker.freeWhenReported(id("fenced"));
        int before = worker.freeSlots();
        take(FIRST);

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(worker.freeSlots()).isEqualTo(2);
    }
}

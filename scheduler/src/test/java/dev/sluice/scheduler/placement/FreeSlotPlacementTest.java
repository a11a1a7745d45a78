package dev.sluice.scheduler.placement;

import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.need;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FreeSlotPlacementTest {
    private final Workers workers = new Workers();

    private Worker live(WorkerReported report) {
        return workers.onReport(report, false, Duration.ZERO, _ -> false);
    }

    private FreeSlotPlacement placement() {
        return FreeSlotPlacement.over(workers, new PrefixDirectory(0), _ -> false);
    }

    private List<@Nullable String> choices(int count) {
        FreeSlotPlacement placement = placement();
        List<@Nullable String> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Worker worker = placement.choose(need());
            chosen.add(worker == null ? null : worker.workerId().value());
        }
        return chosen;
    }

    @Test
    void takesTheWorkerWithTheMostFreeSlotsUntilNoneIsLeft() {
        // Given
        live(report("a", 1));
        live(report("b", 3));

        // When
        List<@Nullable String> chosen = choices(5);

        // Then
        assertThat(chosen).containsExactly("b", "b", "a", "b", null);
    }

    @Test
    void countsWhatWasAssignedAndWhatElseTheWorkerRuns() {
        // Given
        Worker worker = live(report("a", 3, running("stranger", 4)));
        worker.assign(id("mine"), need());

        // When
        List<@Nullable String> chosen = choices(2);

        // Then
        assertThat(chosen).containsExactly("a", null);
    }

    @Test
    void leavesOutWorkersThatAreNotReadyOrNotHeardYetOrOfAnotherPool() {
        // Given
        live(report("draining", "d-1", State.DRAINING, 8, 0));
        live(report("starting", "s-1", State.STARTING, 8, 0));
        live(report("stopped", "x-1", State.STOPPED, 8, 0));
        workers.onReport(report("of-history", 8), true, Duration.ZERO, _ -> false);

        // When
        List<@Nullable String> chosen = choices(1);
        Worker ofAnotherPool = placement().choose(Need.of(request("r", 0, new PoolName("other"))));

        // Then
        assertThat(chosen).containsOnlyNulls();
        assertThat(ofAnotherPool).isNull();
    }
}

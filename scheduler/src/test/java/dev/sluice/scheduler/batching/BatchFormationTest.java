package dev.sluice.scheduler.batching;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.POOL;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.prompt;
import static dev.sluice.scheduler.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.placement.Workers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFormationTest {
    private static final int ENVELOPE_BYTES = 512;

    private final Workers workers = new Workers();
    private final Worker first = worker("first");
    private final Worker second = worker("second");

    private Worker worker(String name) {
        return workers.onReport(report(name, 8), false, Duration.ZERO, _ -> false);
    }

    private static Assignment assignment(String name) {
        return new Assignment(
                id(name),
                TenantId.DEFAULT,
                POOL,
                1,
                prompt(name, Priority.STANDARD, NOW).spec(),
                0,
                List.of(),
                null);
    }

    private static List<List<String>> names(BatchFormation formation) {
        return formation.batches().stream()
                .map(b -> b.assignments().stream().map(a -> a.requestId().value()).toList())
                .toList();
    }

    @Test
    void oneRecordPerWorkerHoldsAllThatGoesThere() {
        // Given
        var formation = new BatchFormation(BatchingSettings.atOnce(8, 1_000_000));

        // When
        formation.add(first, assignment("a"), 10);
        formation.add(second, assignment("b"), 10);
        formation.add(first, assignment("c"), 10);

        // Then
        assertThat(names(formation)).containsExactly(List.of("a", "c"), List.of("b"));
    }

    @Test
    void aRecordTakesRequestsUpToItsSizeAndNoMore() {
        // Given
        var formation = new BatchFormation(BatchingSettings.atOnce(2, 1_000_000));

        // When
        List.of("a", "b", "c").forEach(name -> formation.add(first, assignment(name), 10));

        // Then
        assertThat(names(formation)).containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void aRecordTakesBytesUpToItsBoundAndALargerRequestGoesAlone() {
        // Given
        int twoSmall = 2 * (ENVELOPE_BYTES + 10);
        var formation = new BatchFormation(BatchingSettings.atOnce(8, twoSmall));

        // When
        formation.add(first, assignment("a"), 10);
        formation.add(first, assignment("b"), 10);
        formation.add(first, assignment("large"), 1_000_000);
        formation.add(first, assignment("c"), 10);

        // Then
        assertThat(names(formation))
                .containsExactly(List.of("a", "b"), List.of("large"), List.of("c"));
    }

    @Test
    void refusesBoundsThatNoRecordCouldHave() {
        // Given
        int tooMany = Topic.RECORD_BYTES_MAX + 1;

        // When
        // Then
        assertThatThrownBy(() -> BatchingSettings.atOnce(0, 1))
                .hasMessage("size-max is 0, must be at least 1");
        assertThatThrownBy(() -> BatchingSettings.atOnce(1, tooMany))
                .hasMessageContaining("bytes-max is " + tooMany);
    }
}

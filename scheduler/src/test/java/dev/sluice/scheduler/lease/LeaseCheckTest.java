package dev.sluice.scheduler.lease;

import static dev.sluice.scheduler.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.scheduler.placement.Worker;
import dev.sluice.scheduler.placement.Workers;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LeaseCheckTest {
    private static final LeaseSettings SETTINGS =
            new LeaseSettings(
                    Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(30), 3);

    private final LeaseCheck check = new LeaseCheck(SETTINGS);

    private static Worker worker(String incarnation, State state, int seenAtMillis) {
        return new Workers()
                .onReport(
                        report("w", incarnation, state, 8, 0),
                        false,
                        Duration.ofMillis(seenAtMillis),
                        _ -> false);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                arguments("reports and lists it", "w-1", State.READY, 3000, 3000, null),
                arguments("drains and lists it", "w-1", State.DRAINING, 3000, 3000, null),
                arguments("silent, at the limit", "w-1", State.READY, 0, 1000, null),
                arguments("not listed, at the limit", "w-1", State.READY, 3000, 1000, null),
                arguments(
                        "not listed, one past the limit",
                        "w-1",
                        State.READY,
                        3000,
                        999,
                        FenceReason.ASSIGNMENT_MISSING),
                arguments(
                        "another start",
                        "w-2",
                        State.READY,
                        3000,
                        3000,
                        FenceReason.WORKER_RESTARTED),
                arguments("stopped", "w-1", State.STOPPED, 3000, 3000, FenceReason.WORKER_STOPPED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aLeaseIsLostWhenTheWorkerIsNotThereOrDoesNotListIt(
            String what,
            String incarnation,
            State state,
            int reportedAtMillis,
            int listedAtMillis,
            @Nullable FenceReason expected) {
        // Given
        var lease = new Lease(new WorkerId("w"), "w-1", Duration.ofMillis(listedAtMillis));
        Worker current = worker(incarnation, state, reportedAtMillis);

        // When
        Optional<FenceReason> loss = check.loss(lease, current, Duration.ofSeconds(3));

        // Then
        assertThat(loss).as(what).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void aWorkerIsSilentOnePastItsTimeout() {
        // Given
        var lease = new Lease(new WorkerId("w"), "w-1", Duration.ZERO);
        Worker worker = worker("w-1", State.READY, 0);

        // When
        Optional<FenceReason> loss = check.loss(lease, worker, Duration.ofMillis(3001));

        // Then
        assertThat(loss).contains(FenceReason.WORKER_SILENT);
        assertThat(check.isSilent(worker, Duration.ofSeconds(3))).isFalse();
    }

    @Test
    void aWorkerThatIsGoneHoldsNothing() {
        // Given
        var lease = new Lease(new WorkerId("w"), "w-1", Duration.ZERO);

        // When
        Optional<FenceReason> loss = check.loss(lease, null, Duration.ZERO);

        // Then
        assertThat(loss).contains(FenceReason.WORKER_SILENT);
    }
}

package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.fence;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.running;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.Samples.token;
import static dev.sluice.scheduler.shard.ShardFixture.ATTEMPTS_MAX;
import static dev.sluice.scheduler.shard.ShardFixture.SCHEDULER_EPOCH;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.shard.Command.GoLive;
import dev.sluice.scheduler.shard.Command.InheritRequest;
import dev.sluice.scheduler.shard.Command.RecallTokenEvent;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TakeoverTest {
    private final ShardFixture shard = new ShardFixture();

    private void inherit(String name, long arrival, TokenEvent... log) {
        shard.run(new InheritRequest(request(name, arrival)));
        for (TokenEvent event : log) {
            shard.run(new RecallTokenEvent(event));
        }
    }

    private void goLive(WorkerReported... lastReports) {
        shard.run(new GoLive(List.of(lastReports)));
    }

    @Test
    void whatFinishedIsNotAssignedAgain() {
        // Given
        inherit("r", 4, started("r", 1), token("r", 1, 1, 41), finished("r", 1, 2));

        // When
        goLive();
        shard.take(report("w1", 1)).dispatch();

        // Then
        assertThat(shard.written).isEmpty();
        assertThat(shard.state.oldestArrival()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void whatAWorkerRunsStaysThereAndIsGuarded() {
        // Given
        inherit("r", 4, started("r", 1), token("r", 1, 1, 41));

        // When
        goLive(report("w1", 1, running("r", 1)));
        shard.take(report("w1", 1, running("r", 1))).take(report("w2", 1)).dispatch();

        // Then
        assertThat(shard.written).isEmpty();
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers().readBack().dispatch();
        assertThat(shard.assignments().getLast().emittedTokenIds()).containsExactly(41);
        assertThat(shard.state.oldestArrival()).isEqualTo(OptionalLong.of(4));
    }

    @Test
    void whatNobodyIsKnownToRunIsFencedAboveAllThatMayHaveBeenGivenOut() {
        // Given
        inherit("waiting", 4);
        inherit("fenced", 5, started("fenced", 1), fence("fenced", 2, SCHEDULER_EPOCH - 1));

        // When
        goLive();
        shard.take(report("w1", 2)).dispatch();

        // Then
        assertThat(shard.assignments()).isEmpty();
        assertThat(shard.written(GenerationFenced.class))
                .extracting(GenerationFenced::epoch)
                .containsExactly(2, 3);
        shard.written(GenerationFenced.class).forEach(shard::take);
        shard.dispatch();
        assertThat(shard.assignments()).hasSize(2);
    }

    @Test
    void onlyWhatCouldBeAssignedIsFenced() {
        // Given
        inherit("one", 1);
        inherit("two", 2);
        inherit("three", 3);

        // When
        goLive();
        shard.take(report("w1", 1)).dispatch().dispatch();

        // Then
        assertThat(shard.written(GenerationFenced.class)).hasSize(1);
    }

    @Test
    void anOlderEpochOnAWorkerIsNotAdopted() {
        // Given
        inherit("r", 4, started("r", 1), fence("r", 2, SCHEDULER_EPOCH - 1));

        // When
        goLive(report("w1", 1, running("r", 1)));
        shard.take(report("w1", 1, running("r", 1))).take(report("w2", 1)).dispatch();

        // Then
        assertThat(shard.lastFence().epoch()).isEqualTo(3);
    }

    @Test
    void aWorkerOfHistoryGetsNothingNewUntilItIsHeard() {
        // Given
        inherit("r", 4);

        // When
        goLive(report("w1", 1));
        shard.dispatch();

        // Then
        assertThat(shard.written).isEmpty();
        shard.take(report("w1", 1)).dispatch();
        assertThat(shard.written).hasSize(1);
    }

    @Test
    void fencesOfFormerSchedulersCountAsAttempts() {
        // Given
        inherit("r", 4);
        for (int epoch = 2; epoch < 2 + ATTEMPTS_MAX; epoch++) {
            shard.run(new RecallTokenEvent(fence("r", epoch, 1)));
        }

        // When
        goLive();
        shard.timers().readBack();

        // Then
        assertThat(requireNonNull(shard.lastEnd().failure()).code())
                .isEqualTo(ErrorCode.POISON_REQUEST);
    }

    @Test
    void theEpochIsAboveWhateverAWorkerHasObeyed() {
        // Given
        goLive(report("w1", "w1-1", State.READY, 1, SCHEDULER_EPOCH + 30));

        // When
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch();

        // Then
        assertThat(shard.lastWritten(BatchAssigned.class).schedulerEpoch())
                .isEqualTo(SCHEDULER_EPOCH + 31);
    }

    @Test
    void aSchedulerSeesInReportsThatItWasSucceeded() {
        // Given
        shard.take(report("w1", "w1-1", State.READY, 0, SCHEDULER_EPOCH)).admit(request("r", 0));
        assertThat(shard.state.isSucceeded()).isFalse();

        // When
        shard.take(report("w1", "w1-1", State.READY, 0, SCHEDULER_EPOCH + 1));

        // Then
        assertThat(shard.state.isSucceeded()).isTrue();
    }
}

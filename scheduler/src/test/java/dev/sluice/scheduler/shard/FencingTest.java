package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.fence;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.running;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.Samples.stepped;
import static dev.sluice.scheduler.Samples.token;
import static dev.sluice.scheduler.shard.ShardFixture.ATTEMPTS_MAX;
import static dev.sluice.scheduler.shard.ShardFixture.GRACE;
import static dev.sluice.scheduler.shard.ShardFixture.PROGRESS;
import static dev.sluice.scheduler.shard.ShardFixture.SCHEDULER_EPOCH;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.AssignmentRevoked;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.shard.ShardEvent.FenceWritten;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FencingTest {
    private final ShardFixture shard = new ShardFixture();

    private void assignTo(String worker) {
        shard.take(report(worker, 1)).admit(request("r", 0)).dispatch();
    }

    private FenceReason lastReason() {
        return shard.applied.stream()
                .filter(FenceWritten.class::isInstance)
                .map(FenceWritten.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow()
                .reason();
    }

    @Test
    void aSilentWorkersRequestGoesOnElsewhereFromExactlyWhatTheLogHolds() {
        // Given
        assignTo("w1");
        shard.take(started("r", 1)).take(token("r", 1, 1, 41));
        shard.pass(GRACE).take(report("w2", 1)).pass(Duration.ofMillis(1)).timers();

        // When
        shard.take(token("r", 1, 2, 42)).readBack();
        shard.take(token("r", 1, 3, 43)).dispatch();

        // Then
        assertThat(lastReason()).isEqualTo(FenceReason.WORKER_SILENT);
        assertThat(shard.lastFence().epoch()).isEqualTo(2);
        Assignment continuation = shard.assignments().getLast();
        assertThat(continuation.epoch()).isEqualTo(2);
        assertThat(continuation.nextIndex()).isEqualTo(3);
        assertThat(continuation.emittedTokenIds()).containsExactly(41, 42);
        assertThat(continuation.traceparent()).isEqualTo("trace");
    }

    @Test
    void nothingIsAssignedBeforeTheFenceIsReadBack() {
        // Given
        assignTo("w1");
        shard.take(report("w2", 1));

        // When
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers().dispatch();

        // Then
        assertThat(lastReason()).isEqualTo(FenceReason.WORKER_RESTARTED);
        assertThat(shard.assignments()).hasSize(1);
    }

    @Test
    void anEndThatStandsBeforeTheFenceIsTheEnd() {
        // Given
        assignTo("w1");
        shard.take(started("r", 1));
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers();

        // When
        shard.take(finished("r", 1, 1)).take(shard.lastFence()).dispatch();

        // Then
        assertThat(shard.state.openCount()).isZero();
        assertThat(shard.assignments()).hasSize(1);
    }

    @Test
    void aZombiesRecordsAfterTheFenceChangeNothing() {
        // Given
        assignTo("w1");
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers().readBack();

        // When
        shard.take(started("r", 1)).take(finished("r", 1, 0)).dispatch();

        // Then
        assertThat(shard.assignments().getLast().nextIndex()).isZero();
        assertThat(shard.state.openCount()).isEqualTo(1);
    }

    @Test
    void anAssignmentThatTheWorkerNeverListsIsFencedAfterItsGrace() {
        // Given
        assignTo("w1");
        shard.pass(GRACE).take(report("w1", 1)).timers();
        assertThat(shard.written(GenerationFenced.class)).isEmpty();

        // When
        shard.pass(Duration.ofMillis(1)).timers();

        // Then
        assertThat(lastReason()).isEqualTo(FenceReason.ASSIGNMENT_MISSING);
    }

    @Test
    void aListedAssignmentIsKeptHoweverLongItRuns() {
        // Given
        assignTo("w1");

        // When
        for (int i = 0; i < 20; i++) {
            shard.pass(GRACE).take(stepped(report("w1", 1, running("r", 1)), i)).timers();
        }

        // Then
        assertThat(shard.written(GenerationFenced.class)).isEmpty();
    }

    @Test
    void aWorkerThatReportsButDoesNotStepLosesItsRequestsAndIsToldToStop() {
        // Given
        assignTo("w1");
        shard.take(stepped(report("w1", 2, running("r", 1)), 5));
        WorkerReported hung = stepped(report("w1", 2, running("r", 1)), 5);
        for (Duration passed = Duration.ZERO;
                passed.compareTo(PROGRESS) < 0;
                passed = passed.plusSeconds(1)) {
            shard.pass(Duration.ofSeconds(1)).take(hung).timers();
        }
        assertThat(shard.written(GenerationFenced.class)).isEmpty();

        // When
        shard.pass(Duration.ofSeconds(1)).take(hung).timers();

        // Then
        assertThat(lastReason()).isEqualTo(FenceReason.WORKER_STALLED);
        AssignmentRevoked revoked = shard.lastWritten(AssignmentRevoked.class);
        assertThat(revoked.requestId()).isEqualTo(id("r"));
        assertThat(revoked.epoch()).isEqualTo(2);
        assertThat(revoked.incarnation()).isEqualTo("w1-1");
    }

    @Test
    void aStalledWorkerGetsNothingNewUntilItSteps() {
        // Given
        assignTo("w1");
        shard.take(stepped(report("w1", 2, running("r", 1)), 5));
        shard.pass(PROGRESS.plusSeconds(1)).take(stepped(report("w1", 2, running("r", 1)), 5));
        shard.timers().readBack().dispatch();
        assertThat(shard.assignments()).hasSize(1);

        // When
        shard.take(stepped(report("w1", 2), 6)).dispatch();

        // Then
        assertThat(shard.assignments()).hasSize(2);
        assertThat(shard.assignments().getLast().epoch()).isEqualTo(2);
    }

    @Test
    void noWorkerIsLostWhileNobodyReadsTheirReports() {
        // Given
        assignTo("w1");

        // When
        shard.now = shard.now.plus(Duration.ofHours(1));
        shard.timers();

        // Then
        assertThat(shard.written(GenerationFenced.class)).isEmpty();
    }

    @Test
    void theHighestEpochThatThereIsLeadsToNoHigherOne() {
        // Given
        assignTo("w1");
        int step = TokenEvent.EPOCH_STEP_MAX;
        for (int epoch = step; epoch <= TokenEvent.EPOCH_MAX; epoch += step) {
            shard.take(token("r", epoch, 1, 5));
        }

        // When
        for (int i = 0; i < 3; i++) {
            shard.take(report("w2", 8)).dispatch().readBack().dispatch();
            shard.pass(GRACE.plusMillis(1)).timers().readBack();
        }

        // Then
        assertThat(shard.lastFence().epoch()).isEqualTo(TokenEvent.EPOCH_MAX);
        assertThat(shard.state.openCount()).isEqualTo(1);
    }

    @Test
    void aRequestThatLostItsWorkerTooOftenEndsInsteadOfKillingAnother() {
        // Given
        assignTo("w1");
        shard.take(started("r", 1)).take(token("r", 1, 1, 41));

        // When
        for (int start = 2; start < 2 + ATTEMPTS_MAX; start++) {
            shard.take(report("w1", "w1-" + start, State.READY, 1, 0)).timers();
            shard.take(shard.lastFence()).dispatch();
        }

        // Then
        GenerationFinished end = shard.lastEnd();
        assertThat(requireNonNull(end.failure()).code()).isEqualTo(ErrorCode.POISON_REQUEST);
        assertThat(shard.deadLetters)
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.request().requestId()).isEqualTo(id("r"));
                    assertThat(letter.reason()).contains("3 workers").doesNotContain("prompt");
                });
        assertThat(end.index()).isEqualTo(2);
        assertThat(end.usage().completionTokens()).isEqualTo(1);
        assertThat(shard.assignments()).hasSize(ATTEMPTS_MAX);
    }

    @Test
    void aWorkerThatStopsInGoodOrderIsNoFaultOfTheRequest() {
        // Given
        assignTo("w1");

        // When
        for (int start = 1; start <= 2 * ATTEMPTS_MAX; start++) {
            shard.take(report("w1", "w1-" + start, State.STOPPED, 1, 0)).timers();
            shard.take(shard.lastFence());
            shard.take(report("w1", "w1-" + (start + 1), State.READY, 1, 0)).dispatch();
        }

        // Then
        assertThat(lastReason()).isEqualTo(FenceReason.WORKER_STOPPED);
        assertThat(shard.written(GenerationFinished.class)).isEmpty();
        assertThat(shard.assignments()).hasSize(2 * ATTEMPTS_MAX + 1);
    }

    @Test
    void theEpochBelongsToTheSchedulerWhoseFenceStandsFirst() {
        // Given
        assignTo("w1");
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers();

        // When
        shard.take(fence("r", 2, SCHEDULER_EPOCH - 1));
        shard.take(fence("r", 2, SCHEDULER_EPOCH));
        shard.dispatch();

        // Then
        assertThat(shard.assignments()).hasSize(1);
        assertThat(shard.lastFence().epoch()).isEqualTo(3);
        shard.readBack().dispatch();
        assertThat(shard.assignments().getLast().epoch()).isEqualTo(3);
    }

    @Test
    void aForeignFenceTakesTheRequestAwayFromWhoeverHasIt() {
        // Given
        assignTo("w1");

        // When
        shard.take(fence("r", 5, SCHEDULER_EPOCH + 1));
        shard.take(report("w2", 1)).dispatch();

        // Then
        assertThat(shard.assignments()).hasSize(1);
        assertThat(shard.lastFence().epoch()).isEqualTo(6);
    }

    @Test
    void aReportOfAnOlderStartChangesNothing() {
        // Given
        assignTo("w1");
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers().readBack().dispatch();

        // When
        shard.take(report("w1", "w1-1", State.READY, 1, 0, running("r", 1))).timers();

        // Then
        assertThat(shard.assignments()).hasSize(2);
        assertThat(shard.written(GenerationFenced.class)).hasSize(1);
    }
}

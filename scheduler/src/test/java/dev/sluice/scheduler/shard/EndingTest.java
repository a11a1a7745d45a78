package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.fence;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.running;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.Samples.token;
import static dev.sluice.scheduler.shard.ShardFixture.GRACE;
import static dev.sluice.scheduler.shard.ShardFixture.SCHEDULER_EPOCH;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.ControlEvent.ChangeDeadline;
import dev.sluice.contracts.event.ControlEvent.ChangePriority;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.scheduler.queueing.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndingTest {
    private static final CancelInference CANCEL =
            new CancelInference("c", id("r"), TenantId.DEFAULT, NOW, "client");

    private final ShardFixture shard = new ShardFixture();

    private ErrorCode endCode() {
        return requireNonNull(shard.lastEnd().failure()).code();
    }

    private static Request withDeadline() {
        return request("r", 0, Priority.STANDARD, NOW.plusSeconds(1));
    }

    @Test
    void aCancelledRequestThatNobodyHadEndsAtOnceAtIndexZero() {
        // Given
        shard.admit(request("r", 0));

        // When
        shard.take(CANCEL).timers();

        // Then
        assertThat(endCode()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(shard.lastEnd().index()).isZero();
        assertThat(shard.lastEnd().epoch()).isEqualTo(1);
        assertThat(shard.state.waitingCount()).isZero();
        assertThat(shard.state.openCount()).as("until the end is read back").isEqualTo(1);
        shard.readBack();
        assertThat(shard.state.openCount()).isZero();
        assertThat(shard.written(CancelInference.class)).isEmpty();
    }

    @Test
    void aCancelledRequestIsLeftToTheWorkerThatHasIt() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch();

        // When
        shard.take(CANCEL).pass(GRACE).take(report("w1", 1, running("r", 1))).timers();

        // Then
        assertThat(shard.written(TokenEvent.class)).isEmpty();
    }

    @Test
    void aCancelThatTheWorkerMissedIsEnforcedAfterItsGrace() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch();
        shard.take(started("r", 1)).take(token("r", 1, 1, 41)).take(CANCEL);
        shard.pass(GRACE).take(report("w1", 1, running("r", 1)));

        // When
        shard.pass(Duration.ofMillis(1)).timers().readBack().readBack();

        // Then
        assertThat(endCode()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(shard.lastEnd().index()).isEqualTo(2);
        assertThat(shard.lastEnd().epoch()).isEqualTo(2);
        assertThat(shard.lastWritten(CancelInference.class).requestId()).isEqualTo(id("r"));
    }

    @Test
    void aCancelledRequestOfADeadWorkerIsNotAssignedAgain() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch().take(CANCEL);

        // When
        shard.take(report("w1", "w1-2", State.READY, 1, 0)).timers().readBack().dispatch();

        // Then
        assertThat(endCode()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(shard.assignments()).hasSize(1);
    }

    @Test
    void aWaitingRequestEndsAtItsDeadlineAndNotBefore() {
        // Given
        shard.admit(withDeadline());
        shard.now = NOW.plusMillis(999);
        shard.timers();
        assertThat(shard.written).isEmpty();

        // When
        shard.now = NOW.plusSeconds(1);
        shard.timers();

        // Then
        assertThat(endCode()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aRunningRequestIsFencedAtItsDeadlineAndEndsAtTheNextIndex() {
        // Given
        shard.take(report("w1", 1)).admit(withDeadline()).dispatch();
        shard.take(started("r", 1)).take(token("r", 1, 1, 41));
        shard.now = NOW.plusSeconds(1);

        // When
        shard.timers();
        shard.take(token("r", 1, 2, 42)).take(shard.lastFence());

        // Then
        assertThat(endCode()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(shard.lastEnd().index()).isEqualTo(3);
        assertThat(shard.lastEnd().usage().completionTokens()).isEqualTo(2);
    }

    @Test
    void theSlotOfARequestThatTheSchedulerEndedIsTakenUntilTheWorkerLeavesItOut() {
        // Given
        shard.take(report("w1", 1)).admit(withDeadline()).dispatch();
        shard.now = NOW.plusSeconds(1);
        shard.timers().readBack().readBack();

        // When
        shard.admit(request("next", 1)).dispatch();
        shard.take(report("w1", 1, running("r", 1))).dispatch();

        // Then
        assertThat(shard.assignments()).hasSize(1);
        shard.take(report("w1", 1)).dispatch();
        assertThat(shard.assignments()).hasSize(2);
    }

    @Test
    void anEndThatAnotherSchedulerFencedBeforeDoesNotCount() {
        // Given
        shard.admit(request("r", 0)).take(CANCEL).timers();
        GenerationFinished end = shard.lastEnd();

        // When
        shard.take(fence("r", 2, SCHEDULER_EPOCH + 1)).take(end);

        // Then
        assertThat(shard.state.openCount()).isEqualTo(1);
        shard.timers().take(shard.lastFence());
        assertThat(shard.lastEnd().epoch()).isEqualTo(3);
    }

    @Test
    void theSlotOfAFinishedRequestIsFreeAtOnce() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).admit(request("next", 1)).dispatch();

        // When
        shard.take(started("r", 1)).take(finished("r", 1, 1)).dispatch();

        // Then
        assertThat(shard.assignments())
                .extracting(a -> a.requestId().value())
                .containsExactly("r", "next");
    }

    @Test
    void aChangedDeadlineAndPriorityCountFromThenOn() {
        // Given
        shard.admit(request("first", 0)).admit(request("r", 1));

        // When
        shard.take(new ChangePriority("p", id("r"), TenantId.DEFAULT, NOW, Priority.INTERACTIVE));
        shard.take(new ChangeDeadline("d", id("first"), TenantId.DEFAULT, NOW, NOW.plusMillis(5)));
        shard.take(report("w1", 1)).dispatch();
        shard.now = NOW.plusMillis(5);
        shard.timers();

        // Then
        assertThat(shard.assignments().getFirst().requestId()).isEqualTo(id("r"));
        assertThat(shard.lastEnd().requestId()).isEqualTo(id("first"));
        assertThat(endCode()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aDeadlineThatIsMovedEndsARunningRequestAndStopsItsWorker() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch();
        shard.take(started("r", 1)).take(report("w1", 1, running("r", 1)));

        // When
        shard.take(new ChangeDeadline("d", id("r"), TenantId.DEFAULT, NOW, NOW.plusMillis(5)));
        shard.timers();
        assertThat(shard.written(GenerationFenced.class)).isEmpty();
        shard.now = NOW.plusMillis(5);
        shard.timers().take(shard.lastFence());
        shard.take(shard.lastEnd());

        // Then
        assertThat(endCode()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(shard.lastEnd().index()).isEqualTo(1);
        assertThat(shard.lastWritten(CancelInference.class).requestId()).isEqualTo(id("r"));
        assertThat(shard.state.openCount()).isZero();
    }

    @Test
    void aDeadlineThatIsMovedAwayLetsARunningRequestGoOn() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch();
        shard.take(new ChangeDeadline("d", id("r"), TenantId.DEFAULT, NOW, NOW.plusMillis(5)));

        // When
        shard.take(new ChangeDeadline("e", id("r"), TenantId.DEFAULT, NOW, NOW.plusMillis(50)));
        shard.now = NOW.plusMillis(49);
        shard.timers();

        // Then
        assertThat(shard.written(GenerationFenced.class)).isEmpty();
    }

    @Test
    void anEpochThatNobodyCanHaveGivenChangesNothing() {
        // Given
        shard.take(report("w1", 1)).admit(request("r", 0)).dispatch().take(started("r", 1));
        String before = shard.state.describe();

        // When
        shard.take(fence("r", 2 + TokenEvent.EPOCH_STEP_MAX, 1));
        shard.take(started("r", 900_000));

        // Then
        assertThat(shard.state.describe()).isEqualTo(before);
        shard.take(finished("r", 1, 1));
        assertThat(shard.state.openCount()).isZero();
    }

    @Test
    void commandsAboutUnknownRequestsChangeNothing() {
        // Given
        String before = shard.state.describe();

        // When
        shard.take(new ChangePriority("p", id("x"), TenantId.DEFAULT, NOW, Priority.BATCH));
        shard.take(finished("x", 1, 0)).take(fence("x", 4, 1)).timers().dispatch();

        // Then
        assertThat(shard.state.describe()).isEqualTo(before);
        assertThat(shard.written).isEmpty();
    }
}

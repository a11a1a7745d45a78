package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.STREAM_PARTITION;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.prompt;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.shard.ShardFixture.WAITING_MAX;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.Command.InheritRequest;
import dev.sluice.scheduler.shard.Command.RecallTokenEvent;
import dev.sluice.scheduler.shard.Command.RefuseMalformed;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final ShardFixture shard = new ShardFixture();

    private Failure refusal() {
        return requireNonNull(shard.lastEnd().failure());
    }

    @Test
    void queuesUpToTheLimitAndRefusesOneMore() {
        // Given
        for (int i = 0; i < WAITING_MAX; i++) {
            shard.admit(request("r" + i, i));
        }
        assertThat(shard.written).isEmpty();

        // When
        shard.admit(request("one-more", 9));

        // Then
        assertThat(shard.state.waitingCount()).isEqualTo(WAITING_MAX);
        assertThat(shard.written).hasSize(1);
        assertThat(shard.written.getFirst().topic()).isEqualTo(Topic.TOKENS);
        assertThat(shard.written.getFirst().partition()).isEqualTo(STREAM_PARTITION);
        assertThat(shard.written.getFirst().recordKey()).isEqualTo("one-more");
        assertThat(shard.written.getFirst().traceparent()).isEqualTo("trace");
        assertThat(shard.lastEnd().epoch()).isEqualTo(1);
        assertThat(shard.lastEnd().index()).isZero();
        assertThat(refusal())
                .isEqualTo(
                        new Failure(
                                ErrorCode.QUEUE_FULL,
                                "waiting queue of standard has 3 requests, limit is 3",
                                30));
    }

    @Test
    void refusesWhatWouldNeedMoreBytesThanMayWait() {
        // Given
        shard.admit(sized("half", 0, 500));
        shard.admit(sized("other-half", 1, 500));
        assertThat(shard.written).isEmpty();

        // When
        shard.admit(sized("one-byte", 2, 1));

        // Then
        assertThat(refusal().message())
                .isEqualTo("waiting queue of standard has 1000 bytes, limit is 1000");
    }

    private static Request sized(String name, long arrival, int bytes) {
        return Request.of(prompt(name, Priority.STANDARD, null), arrival, NOW, bytes, null);
    }

    @Test
    void refusesAPromptThatNoAssignmentCouldCarry() {
        // Given
        Request huge = sized("huge", 0, Topic.RECORD_BYTES_MAX);

        // When
        shard.run(new InheritRequest(huge));

        // Then
        assertThat(refusal().code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void takesACopyOfAPromptOnceWhileOpenAndAfterTheEnd() {
        // Given
        shard.admit(request("r", 0)).take(report("w1", 1)).dispatch();
        shard.admit(request("r", 1)).dispatch();
        shard.take(started("r", 1)).take(finished("r", 1, 1));

        // When
        shard.admit(request("r", 2)).dispatch();

        // Then
        assertThat(shard.assignments()).hasSize(1);
        assertThat(shard.state.openCount()).isZero();
    }

    @Test
    void doesNotRunARequestAgainThatEndedUnderAFormerScheduler() {
        // Given
        shard.run(new RecallTokenEvent(finished("r", 1, 9)));

        // When
        shard.admit(request("r", 5));

        // Then
        assertThat(shard.state.openCount()).isZero();
        assertThat(shard.written).isEmpty();
    }

    @Test
    void neverRefusesWhatAFormerSchedulerMayHaveAccepted() {
        // Given
        for (int i = 0; i < WAITING_MAX; i++) {
            shard.run(new InheritRequest(request("r" + i, i)));
        }

        // When
        shard.run(new InheritRequest(request("one-more", 9)));

        // Then
        assertThat(shard.state.waitingCount()).isEqualTo(WAITING_MAX + 1);
        assertThat(shard.written).isEmpty();
    }

    @Test
    void refusesARequestWhoseCancelCameFirst() {
        // Given
        shard.take(new CancelInference("c", id("r"), TenantId.DEFAULT, NOW, "client"));

        // When
        shard.admit(request("r", 0));

        // Then
        assertThat(refusal().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(shard.state.openCount()).isZero();
    }

    @Test
    void refusesARequestWhoseDeadlineIsNow() {
        // Given
        Request late = request("r", 0, Priority.STANDARD, NOW);

        // When
        shard.admit(late);

        // Then
        assertThat(refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void endsARequestWhosePromptCannotBeReadOnceAndNotOneThatIsKnown() {
        // Given
        var malformed = new RefuseMalformed(id("bad"), 1, "spec: is missing", null);
        shard.admit(request("good", 0));

        // When
        shard.run(malformed).run(malformed);
        shard.run(new RefuseMalformed(id("good"), 1, "spec: is missing", null));

        // Then
        assertThat(shard.written(GenerationFinished.class)).hasSize(1);
        assertThat(refusal()).isEqualTo(Failure.of(ErrorCode.MALFORMED_RECORD, "spec: is missing"));
        assertThat(shard.written.getFirst().partition()).isEqualTo(1);
    }
}

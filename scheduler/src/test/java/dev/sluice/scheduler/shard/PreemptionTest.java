package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.running;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.AssignmentRevoked;
import dev.sluice.contracts.event.ControlEvent.ChangePriority;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.shard.ShardEvent.FenceWritten;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreemptionTest {
    private final ShardFixture shard = new ShardFixture();

    private void runBatchRequest() {
        shard.take(report("w1", 1)).admit(request("patient", 0, Priority.BATCH, null)).dispatch();
        shard.take(report("w1", 1, running("patient", 1)));
        shard.take(started("patient", 1)).take(token("patient", 1, 1, 11));
    }

    private void comes(String name, long arrival) {
        shard.admit(request(name, arrival, Priority.INTERACTIVE, null)).dispatch();
    }

    private List<String> assigned() {
        return shard.assignments().stream().map(a -> a.requestId().value()).toList();
    }

    @Test
    void anInteractiveRequestTakesTheSlotOfABatchRequestWhichGoesOnLaterFromItsTokens() {
        // Given
        runBatchRequest();

        // When
        comes("urgent", 1);
        shard.take(shard.lastFence()).take(report("w1", 1)).dispatch();

        // Then
        assertThat(shard.lastWritten(AssignmentRevoked.class).requestId()).isEqualTo(id("patient"));
        assertThat(shard.applied)
                .contains(new FenceWritten(id("patient"), 2, FenceReason.PREEMPTED));
        assertThat(assigned()).containsExactly("patient", "urgent");

        // When
        shard.take(started("urgent", 1)).take(report("w1", 1)).dispatch();
        shard.take(finished("urgent", 1, 1)).dispatch();

        // Then
        Assignment resumed = shard.assignments().getLast();
        assertThat(resumed.requestId()).isEqualTo(id("patient"));
        assertThat(resumed.epoch()).isEqualTo(2);
        assertThat(resumed.nextIndex()).isEqualTo(2);
        assertThat(resumed.emittedTokenIds()).containsExactly(11);
    }

    @Test
    void aRunningRequestThatBecomesMoreUrgentKeepsItsSlotAndGivesItWhenItBecomesLess() {
        // Given
        runBatchRequest();
        shard.take(priority("patient", Priority.STANDARD));
        comes("urgent", 1);
        assertThat(shard.written(GenerationFenced.class)).isEmpty();

        // When
        shard.take(priority("patient", Priority.BATCH)).dispatch();

        // Then
        assertThat(shard.lastFence().requestId()).isEqualTo(id("patient"));
    }

    private static ChangePriority priority(String name, Priority priority) {
        return new ChangePriority("p", id(name), TenantId.DEFAULT, NOW, priority);
    }

    @Test
    void givingWayIsNoAttempt() {
        // Given
        runBatchRequest();

        // When
        comes("urgent", 1);

        // Then
        assertThat(FenceReason.PREEMPTED.isAttempt()).isFalse();
        assertThat(shard.state.describe()).contains("attempts 0 preemptions 1 preempted");
    }

    @Test
    void oneSlotIsTakenForOneRequestHoweverOftenItIsLookedAt() {
        // Given
        shard.take(report("w1", 2));
        shard.admit(request("one", 0, Priority.BATCH, null));
        shard.admit(request("two", 1, Priority.BATCH, null)).dispatch();
        shard.take(report("w1", 2, running("one", 1), running("two", 1)));

        // When
        comes("urgent", 2);
        shard.dispatch().take(shard.lastFence()).dispatch();

        // Then
        assertThat(shard.written(GenerationFenced.class)).hasSize(1);
    }

    @Test
    void whoGaveWayAsOftenAsIsAllowedKeepsItsSlot() {
        // Given
        runBatchRequest();
        comes("urgent", 1);
        shard.take(shard.lastFence()).take(report("w1", 1)).dispatch();
        shard.take(started("urgent", 1));
        shard.take(finished("urgent", 1, 1)).dispatch();
        assertThat(assigned()).containsExactly("patient", "urgent", "patient");

        // When
        comes("next", 2);

        // Then
        assertThat(shard.written(GenerationFenced.class)).hasSize(1);
    }

    @Test
    void standardRequestsNeitherTakeSlotsNorGiveThem() {
        // Given
        shard.take(report("w1", 1)).admit(request("usual", 0)).dispatch();
        shard.take(report("w1", 1, running("usual", 1)));

        // When
        comes("urgent", 1);
        shard.admit(request("other", 2)).dispatch();

        // Then
        assertThat(shard.written(GenerationFenced.class)).isEmpty();
    }
}

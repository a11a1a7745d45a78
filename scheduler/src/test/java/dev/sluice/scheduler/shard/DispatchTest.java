package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.shard.ShardFixture.SCHEDULER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.topic.Topic;
import org.junit.jupiter.api.Test;

class DispatchTest {
    private final ShardFixture shard = new ShardFixture();

    @Test
    void allThatFitsGoesInOneRecordAndTheRestWaits() {
        // Given
        shard.admit(request("first", 0)).admit(request("second", 1)).admit(request("third", 2));
        shard.take(report("w1", 2));

        // When
        shard.dispatch();

        // Then
        BatchAssigned batch = shard.lastWritten(BatchAssigned.class);
        assertThat(shard.written).hasSize(1);
        assertThat(shard.written.getFirst().topic()).isEqualTo(Topic.ASSIGNMENTS);
        assertThat(shard.written.getFirst().partition()).isEqualTo(3);
        assertThat(shard.written.getFirst().recordKey()).isEqualTo("w1");
        assertThat(batch.incarnation()).isEqualTo("w1-1");
        assertThat(batch.schedulerEpoch()).isEqualTo(SCHEDULER_EPOCH);
        assertThat(batch.assignments())
                .extracting(Assignment::requestId)
                .containsExactly(id("first"), id("second"));
        assertThat(batch.assignments()).allMatch(a -> a.epoch() == 1 && a.nextIndex() == 0);
        assertThat(shard.state.waitingCount()).isEqualTo(1);
    }

    @Test
    void theMostUrgentGoesFirstWhenOneSlotIsFree() {
        // Given
        shard.admit(request("patient", 0, Priority.BATCH, null));
        shard.admit(request("urgent", 1, Priority.INTERACTIVE, null));

        // When
        shard.take(report("w1", 1)).dispatch();

        // Then
        assertThat(shard.assignments())
                .extracting(Assignment::requestId)
                .containsExactly(id("urgent"));
    }

    @Test
    void aPoolWithoutWorkersHoldsUpNoOther() {
        // Given
        shard.admit(request("stuck", 0, new PoolName("a-pool-without-workers")));
        shard.admit(request("r", 1));

        // When
        shard.take(report("w1", 1)).dispatch();

        // Then
        assertThat(shard.assignments()).extracting(Assignment::requestId).containsExactly(id("r"));
    }
}

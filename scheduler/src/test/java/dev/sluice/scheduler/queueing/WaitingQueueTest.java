package dev.sluice.scheduler.queueing;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.POOL;
import static dev.sluice.scheduler.Samples.PROMPT_BYTES;
import static dev.sluice.scheduler.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingQueueTest {
    private static final List<Request> IN_ORDER =
            List.of(
                    request("urgent-late", 9, Priority.INTERACTIVE, NOW.plusSeconds(1)),
                    request("urgent-later", 1, Priority.INTERACTIVE, NOW.plusSeconds(2)),
                    request("urgent-first", 2, Priority.INTERACTIVE, null),
                    request("urgent-second", 3, Priority.INTERACTIVE, null),
                    request("usual-late", 8, Priority.STANDARD, NOW.plusSeconds(1)),
                    request("usual", 4, Priority.STANDARD, null),
                    request("patient", 0, Priority.BATCH, null));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void goesByPriorityThenDeadlineThenArrival(long seed) {
        // Given
        List<Request> shuffled = new ArrayList<>(IN_ORDER);
        Collections.shuffle(shuffled, new Random(seed));
        var queue = new WaitingQueue(QueueOrder.with(QueueOrder.TENANTS_ALIKE));

        // When
        shuffled.forEach(queue::add);

        // Then
        assertThat(queue.inOrder(POOL)).containsExactlyElementsOf(IN_ORDER);
    }

    @Test
    void fairnessDecidesBetweenEquallyUrgentRequestsOnly() {
        // Given
        Comparator<Request> youngestFirst = Comparator.comparingLong(Request::arrival).reversed();
        var queue = new WaitingQueue(QueueOrder.with(youngestFirst));
        Request urgent = request("urgent", 0, Priority.INTERACTIVE, null);

        // When
        List.of(urgent, request("old", 1), request("young", 2)).forEach(queue::add);

        // Then
        assertThat(queue.inOrder(POOL))
                .extracting(r -> r.requestId().value())
                .containsExactly("urgent", "young", "old");
    }

    @Test
    void countsRequestsAndBytesOverAllPools() {
        // Given
        var queue = new WaitingQueue(QueueOrder.with(QueueOrder.TENANTS_ALIKE));
        Request other = request("other", 2, new PoolName("another-pool"));
        queue.add(request("one", 1));
        queue.add(other);
        queue.add(other);

        // When
        queue.remove(request("one", 1));
        queue.remove(request("never-there", 7));

        // Then
        assertThat(queue.count()).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(PROMPT_BYTES);
        assertThat(queue.pools()).containsExactly(new PoolName("another-pool"));
    }
}

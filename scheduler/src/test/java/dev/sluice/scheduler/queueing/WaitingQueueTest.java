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

    private final WaitingQueue queue = new WaitingQueue(QueueFixture.settings(100));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void goesByPriorityThenDeadlineThenArrival(long seed) {
        // Given
        List<Request> shuffled = new ArrayList<>(IN_ORDER);
        Collections.shuffle(shuffled, new Random(seed));

        // When
        shuffled.forEach(queue::add);

        // Then
        assertThat(QueueFixture.walked(queue, POOL)).containsExactlyElementsOf(IN_ORDER);
    }

    @Test
    void aDeadlineBeyondPatienceOvertakesNobodyWhoIsOlder() {
        // Given
        Request older = request("older", 1);
        Request later = request("later", 2, Priority.STANDARD, NOW.plus(QueueOrder.PATIENCE));

        // When
        List.of(later, older).forEach(queue::add);

        // Then
        assertThat(QueueFixture.walked(queue, POOL)).containsExactly(older, later);
    }

    @Test
    void countsRequestsAndBytesOverAllPoolsByClass() {
        // Given
        Request other = request("other", 2, new PoolName("another-pool"));
        queue.add(request("one", 1));
        queue.add(request("patient", 3, Priority.BATCH, null));
        queue.add(other);
        queue.add(other);

        // When
        queue.remove(request("one", 1));
        queue.serve(request("patient", 3, Priority.BATCH, null), NOW);
        queue.remove(request("never-there", 7));

        // Then
        assertThat(queue.count()).isEqualTo(1);
        assertThat(queue.count(Priority.STANDARD)).isEqualTo(1);
        assertThat(queue.count(Priority.BATCH)).isZero();
        assertThat(queue.bytes(Priority.STANDARD)).isEqualTo(PROMPT_BYTES);
        assertThat(queue.bytes(Priority.BATCH)).isZero();
        assertThat(queue.pools()).containsExactly(new PoolName("another-pool"));
    }
}

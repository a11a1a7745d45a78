package dev.sluice.scheduler.queueing;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever waits: the walk over a queue is the order in which the queue serves, and leaves it
/// alone.
class FairWalkTest {
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final int REQUESTS = 60;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void walksInTheOrderOfService(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var queue = new WaitingQueue(QueueFixture.settings(random.nextInt(1, 5), weights(random)));
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(
                    QueueFixture.request(
                            "t" + random.nextInt(6),
                            i,
                            PRIORITIES.get(random.nextInt(3)),
                            random.nextInt(1, 50)));
        }
        requests.forEach(queue::add);
        for (int i = 0; i < 10; i++) {
            queue.remove(requests.get(random.nextInt(REQUESTS)));
            Request served = requests.get(random.nextInt(REQUESTS));
            queue.charge(POOL, served.tenantId(), random.nextInt(40), random.nextInt(40));
        }
        String before = queue.toString();

        // When
        List<Request> walked = QueueFixture.walked(queue, POOL);

        // Then
        assertThat(queue).hasToString(before);
        assertThat(walked).hasSize(queue.count()).isEqualTo(served(queue));
    }

    private static TenantWeights weights(SplittableRandom random) {
        return new TenantWeights(
                Map.of(
                        new TenantId("t1"), random.nextInt(1, 4),
                        new TenantId("t2"), random.nextInt(1, 4)));
    }

    private static List<Request> served(WaitingQueue queue) {
        List<Request> order = new ArrayList<>();
        while (queue.count() > 0) {
            Request next = Objects.requireNonNull(queue.walk(POOL).peek());
            order.add(next);
            queue.serve(next, NOW);
            queue.charge(POOL, next.tenantId(), next.shape().tokens(), 0);
        }
        return order;
    }
}

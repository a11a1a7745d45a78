package dev.sluice.scheduler.queueing;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Priority;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bounds that [PoolQueue] states.
class FairnessTest {
    private static final int SLOTS = 8;
    private static final int PROMPT_MAX = 400;
    private static final int ANSWER_MAX = 100;

    /// Cost of the longest prompt, and of all tokens that can be in flight; the bound is twice the
    /// larger.
    private static final long BOUND =
            2 * Math.max(TokenCost.of(PROMPT_MAX, 0, 1), TokenCost.of(0, SLOTS * ANSWER_MAX, 1));

    private static final class Running {
        private final Request request;
        private int tokensLeft;

        private Running(Request request, int tokensLeft) {
            this.request = request;
            this.tokensLeft = tokensLeft;
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 50);
    }

    /// One tenant sends prompts and asks for answers many times as long as the others'.
    @ParameterizedTest
    @MethodSource("seeds")
    void theServiceOfTenantsWhoWaitDiffersByTheBoundAtMost(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var weights = new TenantWeights(Map.of(new TenantId("heavy"), random.nextInt(1, 4)));
        var queue = new WaitingQueue(QueueFixture.settings(16, weights));
        List<String> tenants = List.of("heavy", "b", "c", "d");
        Map<String, Long> served = new HashMap<>();
        tenants.forEach(tenant -> served.put(tenant, 0L));
        Deque<Running> running = new ArrayDeque<>();
        long arrivals = 0;
        for (String tenant : tenants) {
            for (int i = 0; i < SLOTS; i++) {
                queue.add(request(random, tenant, arrivals++));
            }
        }

        for (int step = 0; step < 1_000; step++) {
            // When
            while (running.size() < SLOTS) {
                Request next = Objects.requireNonNull(queue.walk(POOL).peek());
                queue.add(request(random, next.tenantId().value(), arrivals++));
                serve(queue, weights, served, next, next.shape().tokens(), 0);
                boolean heavy = next.tenantId().value().equals("heavy");
                int answer = heavy ? ANSWER_MAX : random.nextInt(1, ANSWER_MAX);
                running.add(new Running(next, answer));
            }
            running.forEach(each -> serve(queue, weights, served, each.request, 0, 1));
            running.removeIf(each -> --each.tokensLeft == 0);

            // Then
            long least = served.values().stream().mapToLong(x -> x).min().orElseThrow();
            long most = served.values().stream().mapToLong(x -> x).max().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(BOUND);
        }
    }

    private static Request request(SplittableRandom random, String tenant, long arrival) {
        int prompt = tenant.equals("heavy") ? PROMPT_MAX : random.nextInt(1, 20);
        return QueueFixture.request(tenant, arrival, Priority.STANDARD, prompt);
    }

    private static void serve(
            WaitingQueue queue,
            TenantWeights weights,
            Map<String, Long> served,
            Request request,
            int promptTokens,
            int generatedTokens) {
        if (promptTokens > 0) {
            queue.serve(request, NOW);
        }
        queue.charge(POOL, request.tenantId(), promptTokens, generatedTokens);
        long cost = TokenCost.of(promptTokens, generatedTokens, weights.of(request.tenantId()));
        served.merge(request.tenantId().value(), cost, Long::sum);
    }

    @Test
    void aPauseEarnsNoCredit() {
        // Given
        var queue = new WaitingQueue(QueueFixture.settings(16));
        for (int i = 0; i < 100; i++) {
            queue.add(QueueFixture.request("busy", i, Priority.STANDARD, 10));
        }
        for (int i = 0; i < 50; i++) {
            Request next = Objects.requireNonNull(queue.walk(POOL).peek());
            queue.serve(next, NOW);
            queue.charge(POOL, next.tenantId(), 10, 0);
        }

        // When
        for (int i = 100; i < 120; i++) {
            queue.add(QueueFixture.request("idle", i, Priority.STANDARD, 10));
        }

        // Then
        List<String> tenants =
                QueueFixture.walked(queue, POOL).stream()
                        .limit(10)
                        .map(request -> request.tenantId().value())
                        .toList();
        assertThat(tenants).filteredOn("busy"::equals).hasSize(5);
    }

    @Test
    void whoComesWhenNobodyWaitsStartsWhereTheLastOneLeft() {
        // Given
        var queue = new WaitingQueue(QueueFixture.settings(16));
        Request first = QueueFixture.request("busy", 0, Priority.STANDARD, 10);
        queue.add(first);
        queue.charge(POOL, first.tenantId(), 500, 0);
        queue.serve(first, NOW);

        // When
        queue.add(QueueFixture.request("new", 1, Priority.STANDARD, 10));
        queue.add(QueueFixture.request("busy", 2, Priority.STANDARD, 10));

        // Then
        assertThat(queue.toString()).contains("new 500000/2", "busy 500000/3");
    }

    /// Urgent requests keep coming, faster than they are served; still every class goes on.
    @Test
    void noClassIsPassedOverMoreOftenThanTheBound() {
        // Given
        int passedOverMax = 5;
        var queue = new WaitingQueue(QueueFixture.settings(passedOverMax));
        for (int i = 0; i < 200; i++) {
            queue.add(QueueFixture.request("t", i, Priority.BATCH, 1));
            queue.add(QueueFixture.request("t", 1_000 + i, Priority.STANDARD, 1));
        }
        Map<Priority, Integer> servedAt = new HashMap<>();

        for (int i = 0; i < 400; i++) {
            // When
            queue.add(QueueFixture.request("t", 10_000 + 2 * i, Priority.INTERACTIVE, 1));
            queue.add(QueueFixture.request("t", 10_001 + 2 * i, Priority.INTERACTIVE, 1));
            Request next = Objects.requireNonNull(queue.walk(POOL).peek());
            queue.serve(next, NOW);
            servedAt.put(next.urgency().priority(), i);

            // Then
            for (Priority priority : Priority.values()) {
                assertThat(i - servedAt.getOrDefault(priority, -1))
                        .as("assignments since the last of %s", priority)
                        .isLessThanOrEqualTo(passedOverMax + 2);
            }
        }
    }

    @Test
    void weightsAreReadFromTextAndBounded() {
        assertThat(TenantWeights.parse("a=3, b=2").of(new TenantId("a"))).isEqualTo(3);
        assertThat(TenantWeights.parse("a=3").of(new TenantId("z"))).isEqualTo(1);
        assertThatThrownBy(() -> TenantWeights.parse("a=0"))
                .hasMessage("weight of a is 0, must be between 1 and 1000");
        assertThatThrownBy(() -> TenantWeights.parse("a"))
                .hasMessage("tenant-weights has `a`, expected tenant=weight");
    }
}

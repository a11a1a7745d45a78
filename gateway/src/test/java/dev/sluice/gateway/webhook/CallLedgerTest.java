package dev.sluice.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookEvent.CallEnded;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import dev.sluice.contracts.event.WebhookEvent.Outcome;
import dev.sluice.contracts.event.WebhookType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallLedgerTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final CallLedger ledger = new CallLedger(3, 2, 4);
    private final Map<Integer, List<WebhookEvent>> log = new HashMap<>();

    private static CallDue due(String tenant, int call) {
        return new CallDue(
                "e",
                new TenantId(tenant),
                NOON,
                "we_" + tenant,
                "evt_" + call,
                WebhookType.RESPONSE_COMPLETED,
                new ObjectId("resp_" + call));
    }

    private static CallFailed failed(CallDue due, int attempts, Instant nextAt) {
        return new CallFailed(
                "e",
                due.tenantId(),
                NOON,
                due.webhookId(),
                due.callId(),
                attempts,
                nextAt,
                "status 500");
    }

    private static CallEnded ended(CallDue due, Outcome outcome) {
        return new CallEnded(
                "e", due.tenantId(), NOON, due.webhookId(), due.callId(), outcome, null);
    }

    private void write(int shard, WebhookEvent event) {
        List<WebhookEvent> records = log.computeIfAbsent(shard, _ -> new ArrayList<>());
        ledger.apply(shard, records.size(), event);
        records.add(event);
    }

    private List<String> begun(List<CallTask> tasks) {
        return tasks.stream().map(task -> task.due().deliveryId()).toList();
    }

    @Test
    void aTenantAndAGatewayHaveSoManyCallsAtOnceAndOtherTenantsGetTheirTurn() {
        // Given
        ledger.markReady(0);
        for (int i = 0; i < 4; i++) {
            write(0, due("slow", i));
        }
        List<CallTask> first = ledger.begin(NOON);

        // When
        write(0, due("other", 7));
        write(0, due("other", 8));
        List<CallTask> second = ledger.begin(NOON);

        // Then
        assertThat(begun(first)).containsExactly("we_slow/evt_0", "we_slow/evt_1");
        assertThat(begun(second)).containsExactly("we_other/evt_7");
        assertThat(ledger.begin(NOON)).isEmpty();

        // When
        ledger.done(second.getFirst());
        write(0, ended(due("other", 7), Outcome.DELIVERED));

        // Then
        assertThat(begun(ledger.begin(NOON))).containsExactly("we_other/evt_8");
    }

    @Test
    void theTurnGoesRound() {
        // Given
        ledger.markReady(0);
        for (int i = 0; i < 3; i++) {
            write(0, due("a", i));
            write(0, due("b", i));
            write(0, due("c", i));
        }

        // Then
        assertThat(begun(ledger.begin(NOON)))
                .containsExactly("we_a/evt_0", "we_b/evt_0", "we_c/evt_0");
    }

    @Test
    void aFailedCallWaitsWhicheverComesFirstItsEndOrItsRecord() {
        // Given
        CallDue due = due("a", 1);
        Instant later = NOON.plusSeconds(5);
        ledger.markReady(0);
        write(0, due);
        CallTask first = ledger.begin(NOON).getFirst();

        // When
        ledger.done(first);
        List<CallTask> unread = ledger.begin(later);
        write(0, failed(due, 1, later));
        List<CallTask> tooEarly = ledger.begin(later.minusMillis(1));
        CallTask second = ledger.begin(later).getFirst();
        write(0, failed(due, 2, later));
        List<CallTask> unfinished = ledger.begin(later);
        ledger.done(second);
        CallTask third = ledger.begin(later).getFirst();

        // Then
        assertThat(unread).isEmpty();
        assertThat(tooEarly).isEmpty();
        assertThat(second.attempts()).isEqualTo(1);
        assertThat(unfinished).isEmpty();
        assertThat(third.attempts()).isEqualTo(2);
    }

    @Test
    void whatIsDueTwiceIsCalledOnceEvenWhenItIsOver() {
        // Given
        CallDue due = due("a", 1);
        ledger.markReady(0);
        write(0, due);
        write(0, due);
        List<CallTask> tasks = ledger.begin(NOON);

        // When
        write(0, ended(due, Outcome.DELIVERED));
        ledger.done(tasks.getFirst());
        write(0, due);

        // Then
        assertThat(tasks).hasSize(1);
        assertThat(ledger.begin(NOON)).isEmpty();
        assertThat(ledger.openCount()).isZero();
        assertThat(ledger.oldest(0)).hasValue(4);
    }

    @Test
    void aCallThatAnotherGatewayEndedCountsUntilItIsOver() {
        // Given
        ledger.markReady(0);
        for (int i = 0; i < 3; i++) {
            write(0, due("a", i));
        }
        List<CallTask> tasks = ledger.begin(NOON);

        // When
        write(0, ended(due("a", 0), Outcome.DELIVERED));
        List<CallTask> meanwhile = ledger.begin(NOON);
        ledger.done(tasks.getFirst());

        // Then
        assertThat(meanwhile).isEmpty();
        assertThat(begun(ledger.begin(NOON))).containsExactly("we_a/evt_2");
    }

    @Test
    void oneCallMoreThanMayWaitIsGivenUpAndTakesNobodysPlace() {
        // Given
        ledger.markReady(0);
        for (int i = 0; i < 4; i++) {
            write(0, due("a", i));
        }
        List<CallTask> allowed = ledger.begin(NOON);
        assertThat(allowed).hasSize(2).noneMatch(CallTask::isTooMany);

        // When
        write(0, due("a", 4));
        write(0, due("a", 5));
        List<CallTask> atTheLimit = ledger.begin(NOON);
        write(0, due("a", 6));
        write(0, due("b", 1));
        List<CallTask> beyond = ledger.begin(NOON);

        // Then
        assertThat(atTheLimit).isEmpty();
        assertThat(begun(beyond)).containsExactly("we_a/evt_6", "we_b/evt_1");
        assertThat(beyond).extracting(CallTask::isTooMany).containsExactly(true, false);
        assertThat(ledger.begin(NOON)).isEmpty();

        // When
        write(0, ended(due("a", 6), Outcome.ABANDONED));
        ledger.done(beyond.getFirst());

        // Then
        assertThat(ledger.begin(NOON)).isEmpty();
        assertThat(ledger.openCount()).isEqualTo(7);
    }

    @Test
    void nothingBeginsBeforeAShardIsReadToItsEndAndNothingGoesOnInOneThatIsGone() {
        // Given
        write(0, due("a", 1));
        write(1, due("b", 1));
        assertThat(ledger.begin(NOON)).isEmpty();
        ledger.markReady(0);
        List<CallTask> running = ledger.begin(NOON);
        assertThat(begun(running)).containsExactly("we_a/evt_1");

        // When
        ledger.drop(0, running);
        ledger.done(running.getFirst());

        // Then
        assertThat(ledger.begin(NOON)).isEmpty();
        assertThat(ledger.openCount()).isEqualTo(1);
        assertThat(ledger.oldest(0)).isEmpty();

        // When: it comes back
        ledger.apply(0, 0, due("a", 1));
        ledger.markReady(0);

        // Then
        assertThat(begun(ledger.begin(NOON))).containsExactly("we_a/evt_1");
    }

    /// A successor that begins at the oldest open call has the same calls to make, with as many
    /// attempts behind them, wherever in a random life the shard changes hands.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSuccessorKnowsWhatItsPredecessorKnew(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        List<CallDue> dues = new ArrayList<>();
        Map<CallDue, Integer> attempts = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            if (dues.isEmpty() || random.nextInt(3) == 0) {
                CallDue due = due("t" + random.nextInt(3), step);
                dues.add(due);
                write(0, due);
            } else {
                CallDue due = dues.get(random.nextInt(dues.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        write(0, ended(due, Outcome.DELIVERED));
                        dues.remove(due);
                        attempts.remove(due);
                    }
                    case 1 -> write(0, due);
                    default -> {
                        int made = attempts.merge(due, 1, Integer::sum);
                        write(0, failed(due, made, NOON));
                    }
                }
            }

            // When
            var successor = new CallLedger(10_000, 10_000, 10_000);
            int from = (int) ledger.oldest(0).orElseThrow();
            List<WebhookEvent> records = log.getOrDefault(0, List.of());
            for (int i = from; i < records.size(); i++) {
                successor.apply(0, i, records.get(i));
            }
            successor.markReady(0);

            // Then
            Map<CallDue, Integer> known = new HashMap<>();
            successor.begin(NOON).forEach(task -> known.put(task.due(), task.attempts()));
            assertThat(known.keySet()).containsExactlyInAnyOrderElementsOf(dues);
            known.forEach((due, made) -> assertThat(made).isEqualTo(attempts.getOrDefault(due, 0)));
        }
    }
}

package dev.sluice.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookEvent.CallEnded;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import dev.sluice.contracts.event.WebhookEvent.Outcome;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.webhook.CallLedger;
import dev.sluice.gateway.webhook.CallTask;
import dev.sluice.gateway.webhook.WebhookBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class CallReaderTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final TopicPartition P0 = new TopicPartition(Topic.WEBHOOKS.topicName(), 0);
    private static final TopicPartition P1 = new TopicPartition(Topic.WEBHOOKS.topicName(), 1);

    private final SimTopic log = new SimTopic(Topic.WEBHOOKS, 2);
    private final WebhookBook book = new WebhookBook();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private Instant now = NOON;
    private final CallReader reader =
            new CallReader(
                    log::consumer,
                    new EventCodec(),
                    book,
                    new CallLedger(8, 8, 100),
                    this::thread,
                    (_, reason) -> rejected.add(reason),
                    () -> now);

    /// An attempt that is over when the test says so.
    private record Call(CallTask task, CountDownLatch end, Thread thread) {
        void finish() throws InterruptedException {
            end.countDown();
            thread.join();
        }
    }

    private Thread thread(CallTask task, Runnable onDone) {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                end.await();
                                onDone.run();
                            } catch (InterruptedException stopped) {
                                Thread.currentThread().interrupt();
                            }
                        });
        calls.add(new Call(task, end, thread));
        return thread;
    }

    private void join() throws Exception {
        book.markComplete();
        book.apply(
                new WebhookDefined(
                        "e",
                        ACME,
                        NOON,
                        "we_1",
                        new SensitiveText("https://example.com"),
                        List.of(WebhookType.RESPONSE_COMPLETED),
                        "sealed"));
        reader.step();
        log.newest().rebalance(List.of(P0, P1));
    }

    private static CallDue due(int call) {
        return new CallDue(
                "e",
                ACME,
                NOON,
                "we_1",
                "evt_" + call,
                WebhookType.RESPONSE_COMPLETED,
                new ObjectId("resp_" + call));
    }

    private static CallEnded ended(int call) {
        return new CallEnded("e", ACME, NOON, "we_1", "evt_" + call, Outcome.DELIVERED, null);
    }

    private void write(int partition, WebhookEvent event) {
        log.write(partition, ACME.value(), event);
    }

    private long committed(TopicPartition partition) {
        var offset = log.newest().committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void nothingIsReadBeforeThereIsAnEndpoint() throws Exception {
        reader.step();
        assertThat(log.consumerCount()).isZero();
    }

    @Test
    void itCommitsUpToTheOldestCallThatHasNoEnd() throws Exception {
        // Given
        join();
        write(0, due(1));
        write(0, due(2));
        reader.step();

        // When
        write(0, ended(2));
        reader.step();
        long before = committed(P0);
        write(0, ended(1));
        reader.step();

        // Then
        assertThat(calls).hasSize(2);
        assertThat(before).isZero();
        assertThat(committed(P0)).isEqualTo(4);
        assertThat(committed(P1)).isEqualTo(-1);
        assertThat(reader.openCount()).isZero();
    }

    @Test
    void whatWasWrittenBeforeIsReadToItsEndBeforeAnyCall() throws Exception {
        // Given: of three calls one ended, one failed
        write(0, due(1));
        write(0, due(2));
        write(0, due(3));
        write(0, ended(1));
        write(0, new CallFailed("e", ACME, NOON, "we_1", "evt_2", 4, NOON.plusSeconds(9), "x"));
        join();

        // When
        reader.step();
        List<String> first = calls.stream().map(call -> call.task().due().callId()).toList();
        now = NOON.plusSeconds(9);
        reader.step();

        // Then
        assertThat(first).containsExactly("evt_3");
        assertThat(calls).hasSize(2);
        assertThat(calls.getLast().task().attempts()).isEqualTo(4);
        assertThat(committed(P0)).isEqualTo(1);
    }

    @Test
    void whatEndedLongAgoIsNotCalledThoughItsEndIsReadLater() throws Exception {
        // Given
        write(0, due(1));
        write(0, ended(1));
        join();

        // When: a poll ends between the two
        log.newest().setMaxPollRecords(1);
        reader.step();
        reader.step();
        reader.step();

        // Then
        assertThat(calls).isEmpty();
        assertThat(committed(P0)).isEqualTo(2);
    }

    @Test
    void anAttemptIsRepeatedOnlyAfterItsRecordWasRead() throws Exception {
        // Given
        join();
        write(0, due(1));
        reader.step();

        // When
        calls.getFirst().finish();
        reader.step();
        int unread = calls.size();
        write(0, new CallFailed("e", ACME, NOON, "we_1", "evt_1", 1, NOON, "status 500"));
        reader.step();

        // Then
        assertThat(unread).isEqualTo(1);
        assertThat(calls).hasSize(2);
    }

    @Test
    void callsOfAPartitionThatAnotherGetsStop() throws Exception {
        // Given
        join();
        write(0, due(1));
        write(1, due(2));
        reader.step();
        assertThat(calls).hasSize(2);

        // When
        log.newest().rebalance(List.of(P1));

        // Then
        Call gone = calls.stream().filter(call -> call.task().shard() == 0).findFirst().get();
        gone.thread().join();
        reader.step();
        assertThat(calls).hasSize(2);
        assertThat(calls.stream().filter(call -> call.thread().isAlive())).hasSize(1);
        assertThat(reader.openCount()).isEqualTo(1);
    }

    @Test
    void aBadRecordIsPutAsideAndTheNextIsRead() throws Exception {
        // Given
        join();

        // When
        log.write(0, "acme", "{}".getBytes(UTF_8));
        log.write(0, "acme", (byte[]) null);
        write(0, due(1));
        reader.step();

        // Then
        assertThat(rejected).hasSize(2);
        assertThat(calls).hasSize(1);
        assertThat(committed(P0)).isEqualTo(2);
    }
}

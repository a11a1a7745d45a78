package dev.sluice.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.ObjectEvent.BatchCancelled;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.Outcome;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.webhook.WebhookBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CompletionReaderTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final TopicPartition RESULTS = new TopicPartition(Topic.RESULTS.topicName(), 0);
    private static final TopicPartition OBJECTS = new TopicPartition(Topic.OBJECTS.topicName(), 0);

    private final SimTopic log = new SimTopic(Topic.RESULTS, 1).and(Topic.OBJECTS, 1);
    private final WebhookBook book = new WebhookBook();
    private final List<CallDue> due = new ArrayList<>();
    private Runnable onCatchUp = () -> {};
    private @Nullable Exception writeFailure;
    private final CompletionReader reader =
            new CompletionReader(
                    log::consumer,
                    new EventCodec(),
                    book,
                    () -> {
                        onCatchUp.run();
                        return CompletableFuture.completedStage(null);
                    },
                    this::send,
                    Duration.ofSeconds(10));

    private CompletableFuture<Void> send(CallDue call) {
        if (writeFailure != null) {
            return CompletableFuture.failedFuture(writeFailure);
        }
        due.add(call);
        return CompletableFuture.completedFuture(null);
    }

    private void define(String id, WebhookType... types) {
        book.apply(
                new WebhookDefined(
                        "e",
                        ACME,
                        NOON,
                        id,
                        new SensitiveText("https://example.com"),
                        List.of(types),
                        "sealed"));
    }

    @BeforeEach
    void begin() throws Exception {
        book.markComplete();
        log.setTime(NOON.minusSeconds(60));
        answer("resp_before", NOON.minusSeconds(60));
        log.setTime(NOON);
    }

    private void join() throws Exception {
        reader.step();
        log.newest().rebalance(List.of(RESULTS, OBJECTS));
    }

    private void answer(String id, Instant at) {
        log.write(
                Topic.RESULTS,
                0,
                id,
                new InferenceCompleted(
                        id,
                        new RequestId(id),
                        ACME,
                        at,
                        at,
                        new PoolName("m"),
                        SensitiveText.EMPTY,
                        FinishReason.STOP,
                        Usage.NONE,
                        Map.of()));
    }

    private long committed(TopicPartition partition) {
        var offset = log.newest().committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void nothingIsReadBeforeThereIsAnEndpoint() throws Exception {
        // When
        reader.step();

        // Then
        assertThat(log.consumerCount()).isZero();
    }

    @Test
    void whatEndsIsDueAtEachEndpointThatWantsToHear() throws Exception {
        // Given
        define("we_1", WebhookType.RESPONSE_COMPLETED, WebhookType.BATCH_COMPLETED);
        define("we_2", WebhookType.RESPONSE_COMPLETED);
        define("we_3", WebhookType.RESPONSE_FAILED);
        join();

        // When
        answer("resp_1", NOON);
        answer("chatcmpl-1", NOON);
        answer("batch_req_1", NOON);
        log.write(Topic.RESULTS, 0, "resp_2", "{}".getBytes(UTF_8));
        var batch = new ObjectId("batch_1");
        log.write(Topic.OBJECTS, 0, "batch_1", new BatchCancelled("e", batch, ACME, NOON));
        log.write(
                Topic.OBJECTS,
                0,
                "batch_1",
                new BatchFinished(
                        "e", batch, ACME, NOON, Outcome.COMPLETED, null, null, 1, 0, List.of()));
        reader.step();

        // Then
        assertThat(due)
                .extracting(CallDue::webhookId, call -> call.objectId().value())
                .containsExactlyInAnyOrder(
                        tuple("we_1", "resp_1"), tuple("we_2", "resp_1"), tuple("we_1", "batch_1"));
        assertThat(committed(RESULTS)).isEqualTo(5);
        assertThat(committed(OBJECTS)).isEqualTo(2);
    }

    @Test
    void anEndpointThatAnotherGatewayJustDefinedHears() throws Exception {
        // Given
        define("we_1", WebhookType.BATCH_FAILED);
        join();

        // When
        onCatchUp = () -> define("we_2", WebhookType.RESPONSE_COMPLETED);
        answer("resp_1", NOON);
        reader.step();

        // Then
        assertThat(due).extracting(CallDue::webhookId).containsExactly("we_2");
    }

    @Test
    void nothingIsCommittedBeforeTheCallsAreWritten() throws Exception {
        // Given
        define("we_1", WebhookType.RESPONSE_COMPLETED);
        join();
        writeFailure = new IllegalStateException("no brokers");
        answer("resp_1", NOON);

        // When
        assertThatThrownBy(reader::step).hasRootCauseMessage("no brokers");
        long afterFailure = committed(RESULTS);
        reader.reset();
        writeFailure = null;
        join();
        reader.step();

        // Then
        assertThat(afterFailure).isEqualTo(-1);
        assertThat(due).extracting(call -> call.objectId().value()).containsExactly("resp_1");
    }
}

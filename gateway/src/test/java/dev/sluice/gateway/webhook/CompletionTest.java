package dev.sluice.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.ObjectEvent.BatchCancelled;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.Outcome;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.gateway.rendering.WebhookJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompletionTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static Completion answered(FinishReason reason) {
        return Completion.of(
                new InferenceCompleted(
                        "e",
                        new RequestId("resp_1"),
                        ACME,
                        NOON,
                        NOON,
                        new PoolName("m"),
                        SensitiveText.EMPTY,
                        reason,
                        Usage.NONE,
                        Map.of()));
    }

    private static Completion failed(ErrorCode code) {
        return Completion.of(
                new InferenceFailed(
                        "e",
                        new RequestId("resp_1"),
                        ACME,
                        NOON,
                        Failure.of(code, "x"),
                        SensitiveText.EMPTY,
                        Usage.NONE,
                        null));
    }

    @Test
    void aResponseEndsAsItsStatusSays() {
        assertThat(answered(FinishReason.STOP).type()).isEqualTo(WebhookType.RESPONSE_COMPLETED);
        assertThat(answered(FinishReason.LENGTH).type()).isEqualTo(WebhookType.RESPONSE_INCOMPLETE);
        assertThat(failed(ErrorCode.CANCELLED).type()).isEqualTo(WebhookType.RESPONSE_CANCELLED);
        assertThat(failed(ErrorCode.INTERNAL).type()).isEqualTo(WebhookType.RESPONSE_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED,batch.completed",
        "FAILED,batch.failed",
        "EXPIRED,batch.expired",
        "CANCELLED,batch.cancelled"
    })
    void aBatchEndsAsItsOutcomeSays(Outcome outcome, String label) {
        // Given
        var id = new ObjectId("batch_1");
        var finished = new BatchFinished("e", id, ACME, NOON, outcome, null, null, 0, 0, List.of());

        // Then
        assertThat(Completion.of(finished))
                .hasValueSatisfying(ended -> assertThat(ended.type().label()).isEqualTo(label));
        assertThat(Completion.of(new BatchCancelled("e", id, ACME, NOON))).isEmpty();
    }

    @Test
    void theSameEndIsTheSameCallWhoeverReadsIt() {
        // When
        CallDue due = answered(FinishReason.STOP).dueAt("we_1");
        CallDue again = answered(FinishReason.STOP).dueAt("we_1");
        CallDue elsewhere = answered(FinishReason.STOP).dueAt("we_2");

        // Then
        assertThat(again).isEqualTo(due);
        assertThat(elsewhere.callId()).isEqualTo(due.callId());
        assertThat(elsewhere.deliveryId()).isNotEqualTo(due.deliveryId());
        assertThat(failed(ErrorCode.INTERNAL).dueAt("we_1").callId()).isNotEqualTo(due.callId());
        assertThat(due.callId()).matches("evt_[0-9a-f]{32}");
        assertThat(WebhookJson.call(due))
                .isEqualTo(
                        "{\"id\":\""
                                + due.callId()
                                + "\",\"object\":\"event\",\"created_at\":1769860800,"
                                + "\"type\":\"response.completed\",\"data\":{\"id\":\"resp_1\"}}");
    }

    private static WebhookDefined endpoint(String id, TenantId tenant, WebhookType type) {
        return new WebhookDefined(
                "e",
                tenant,
                NOON,
                id,
                new SensitiveText("https://example.com"),
                List.of(type),
                "sealed");
    }

    @Test
    void endpointsHearOfTheirOwnTenantsEndsOfTheTypesThatTheyWantFromTheirDefinitionOn() {
        // Given
        WebhookBook book = new WebhookBook();
        book.apply(endpoint("we_1", ACME, WebhookType.RESPONSE_COMPLETED));
        book.apply(endpoint("we_2", ACME, WebhookType.RESPONSE_FAILED));
        book.apply(endpoint("we_3", new TenantId("other"), WebhookType.RESPONSE_COMPLETED));
        Completion ended = answered(FinishReason.STOP);
        Duration skew = Duration.ofSeconds(10);

        // Then
        assertThat(heard(book, ended, skew)).containsExactly("we_1");
        assertThat(heard(book, endedAt(NOON.minusSeconds(10)), skew)).containsExactly("we_1");
        assertThat(heard(book, endedAt(NOON.minusMillis(10_001)), skew)).isEmpty();
        assertThat(heard(book, answered(FinishReason.LENGTH), skew)).containsExactly("we_1");
        assertThat(heard(book, failed(ErrorCode.INTERNAL), skew)).containsExactly("we_2");
        assertThat(heard(book, failed(ErrorCode.CANCELLED), skew)).isEmpty();
        assertThat(book.since()).hasValue(NOON);

        // When
        book.remove("acme/webhook/we_1");

        // Then
        assertThat(heard(book, ended, skew)).isEmpty();
    }

    private static Completion endedAt(Instant at) {
        return new Completion(ACME, new ObjectId("resp_1"), WebhookType.RESPONSE_COMPLETED, at);
    }

    private static List<String> heard(WebhookBook book, Completion ended, Duration skew) {
        return book.listenersTo(ended, skew).stream().map(WebhookDefined::webhookId).toList();
    }
}

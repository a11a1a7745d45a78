package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.runtime.access.AccessBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class SettlementReaderTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Usage USAGE = new Usage(100, 7);

    private final SimTopic results = new SimTopic(Topic.RESULTS, 1);
    private final AccessBook tenants = new AccessBook("sk-admin");
    private final List<AllowanceSettled> settled = new ArrayList<>();
    private final SettlementReader reader =
            new SettlementReader(
                    results::consumer,
                    new Sender(),
                    new EventCodec(),
                    tenants,
                    () -> NOON,
                    Duration.ofMinutes(30));

    private final class Sender implements KafkaQuotas.AllowanceSender {
        @Override
        public CompletableFuture<Void> send(QuotaEvent event) {
            settled.add((AllowanceSettled) event);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void count(TokensSpent spent) {
            throw new IllegalStateException("it counts nothing");
        }
    }

    private void end(RequestId id) {
        results.write(
                0,
                id.value(),
                new InferenceCompleted(
                        id + "/result",
                        id,
                        ACME,
                        NOON,
                        NOON,
                        new PoolName("m"),
                        SensitiveText.EMPTY,
                        FinishReason.STOP,
                        USAGE,
                        Map.of()));
    }

    /// As `usage` tells the client.
    @Test
    void choicesPayForTheirPromptOnce() throws Exception {
        // Given
        tenants.apply(new TenantDefined("t", ACME, NOON, 1, 10, null, null, null, null));
        tenants.publish();
        results.setTime(NOON);
        RequestId single = RequestId.create("chatcmpl", NOON, 0, 1);
        Choices choices = Choices.of(RequestId.create(Choices.idPrefix("chatcmpl", 3), NOON, 0, 2));
        end(single);
        choices.ids().forEach(this::end);
        reader.step();
        results.newest().rebalance(List.of(new TopicPartition(Topic.RESULTS.topicName(), 0)));

        // When
        reader.step();

        // Then
        assertThat(settled)
                .extracting(AllowanceSettled::tokens)
                .containsExactly(107L, 107L, 7L, 7L);
    }
}

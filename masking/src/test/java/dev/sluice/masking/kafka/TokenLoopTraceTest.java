package dev.sluice.masking.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.TraceHeaders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A trace stands on the records that begin and end an answer, whoever ends it.
class TokenLoopTraceTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final TopicPartition TOKENS = new TopicPartition(Topic.TOKENS.topicName(), 0);
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final RequestId REQUEST = new RequestId("r-1");

    private final PolicyBook book = new PolicyBook(PolicyJson::read);
    private final ConversationMasks masks =
            new ConversationMasks(book, new MaskerCache(), TestSecrets.INSTANCE);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TokenLoop loop =
            new TokenLoop(
                    consumer,
                    new EventSender(producer, CODEC),
                    CODEC,
                    masks,
                    new TokenLoopMetrics(new SimpleMeterRegistry()));

    @Test
    void anAnswerThatMaskingEndsTakesItsTraceToTheEnd() {
        // Given: the policy blocks what the answer's second token completes.
        define("{\"entities\":{\"EMAIL\":{\"action\":\"block\"}}}");
        loop.subscribe();
        consumer.updateBeginningOffsets(Map.of(TOKENS, 0L));
        consumer.rebalance(List.of(TOKENS));
        String state = SimAnswer.prompt(REQUEST, masks).spec().maskingState();
        append(0, SimAnswer.started(REQUEST, state), TRACE);
        append(1, SimAnswer.token(REQUEST, 1, 1, "write to "), null);
        append(2, SimAnswer.token(REQUEST, 1, 2, "ada@example.com now"), null);

        // When:
        loop.step(0);

        // Then:
        assertThat(producer.history())
                .extracting(TokenLoopTraceTest::typeAndTrace)
                .containsExactly(
                        "StreamStarted " + TRACE,
                        "TextStreamed",
                        "InferenceFailed " + TRACE,
                        "StreamFinished " + TRACE,
                        "CancelInference");
    }

    private static String typeAndTrace(ProducerRecord<byte[], byte[]> sent) {
        String value = new String(sent.value(), StandardCharsets.UTF_8);
        String type = value.substring("{\"type\":\"".length()).replaceAll("\".*", "");
        return Optional.ofNullable(TraceHeaders.traceparent(sent.headers()))
                .map(trace -> type + " " + trace)
                .orElse(type);
    }

    private void define(String policy) {
        var defined =
                new MaskingPolicyDefined(
                        "policy", SimAnswer.TENANT, Instant.EPOCH, null, new SensitiveText(policy));
        assertThat(book.apply(defined)).isEmpty();
    }

    private void append(long offset, TokenEvent event, @Nullable String traceparent) {
        RecordHeaders headers = new RecordHeaders();
        if (traceparent != null) {
            headers.add(TraceHeaders.TRACEPARENT, traceparent.getBytes(StandardCharsets.UTF_8));
        }
        consumer.addRecord(
                new ConsumerRecord<>(
                        TOKENS.topic(),
                        TOKENS.partition(),
                        offset,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        REQUEST.value().getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(event),
                        headers,
                        Optional.empty()));
    }
}

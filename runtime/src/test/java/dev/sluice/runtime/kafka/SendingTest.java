package dev.sluice.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.json.Decoded.Valid;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class SendingTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final CancelInference EVENT =
            new CancelInference(
                    "e-1", new RequestId("r-1"), TenantId.DEFAULT, Instant.EPOCH, "client");

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final EventSender sender = new EventSender(producer, CODEC);
    private final DeadLetters deadLetters = new DeadLetters(sender);

    @Test
    void anEventTakesKeyPartitionAndHeadersAlong() {
        // When:
        var _ = sender.send(Topic.CONTROL, 3, "r-1", EVENT, "00-trace");

        // Then:
        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo("sluice.control");
        assertThat(sent.partition()).isEqualTo(3);
        assertThat(sent.key()).isEqualTo(utf8("r-1"));
        assertThat(CODEC.decode(ControlEvent.class, sent.value())).isEqualTo(new Valid<>(EVENT));
        assertThat(header(sent, "sluice-schema")).isEqualTo("1");
        assertThat(header(sent, "traceparent")).isEqualTo("00-trace");
    }

    @Test
    void withoutATraceThereIsNoTraceHeader() {
        // When:
        var _ = sender.send(Topic.CONTROL, null, "r-1", EVENT, null);

        // Then:
        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(sent.headers().lastHeader("traceparent")).isNull();
        assertThat(sent.partition()).isNull();
    }

    @Test
    void isDoneOnlyWhenAcknowledged() {
        // When:
        CompletableFuture<Void> sent = sender.send(Topic.CONTROL, null, "r-1", EVENT, null);
        boolean doneBefore = sent.isDone();
        producer.completeNext();

        // Then:
        assertThat(doneBefore).isFalse();
        assertThat(sent).isCompleted();
    }

    @Test
    void aFailureOfTheBrokerAndOfTheClientComeTheSameWay() {
        // When:
        CompletableFuture<Void> refused = sender.send(Topic.CONTROL, null, "r-1", EVENT, null);
        producer.errorNext(new TimeoutException("no broker"));
        sender.close();
        CompletableFuture<Void> afterClose = sender.send(Topic.CONTROL, null, "r-1", EVENT, null);

        // Then:
        assertThat(refused)
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);
        assertThat(afterClose).isCompletedExceptionally();
    }

    @Test
    void aDeadLetterIsTheRecordAndWhereItStood() {
        // Given:
        ConsumerRecord<byte[], byte[]> rejected =
                new ConsumerRecord<>("sluice.tokens", 5, 4711, utf8("r-1"), utf8("no json"));
        rejected.headers().add("traceparent", utf8("00-trace"));

        // When:
        var _ = deadLetters.put(rejected, "the record is not JSON");

        // Then:
        ProducerRecord<byte[], byte[]> letter = producer.history().getFirst();
        assertThat(letter.topic()).isEqualTo("sluice.dead-letters");
        assertThat(letter.key()).isEqualTo(utf8("r-1"));
        assertThat(letter.value()).isEqualTo(utf8("no json"));
        assertThat(header(letter, "dead-letter-reason")).isEqualTo("the record is not JSON");
        assertThat(header(letter, "dead-letter-topic")).isEqualTo("sluice.tokens");
        assertThat(header(letter, "dead-letter-partition")).isEqualTo("5");
        assertThat(header(letter, "dead-letter-offset")).isEqualTo("4711");
        assertThat(header(letter, "traceparent")).isEqualTo("00-trace");
    }

    @Test
    void aValueThatLeavesNoRoomForTheReasonIsLeftOut() {
        // Given:
        ConsumerRecord<byte[], byte[]> rejected =
                new ConsumerRecord<>("sluice.requests", 0, 1, utf8("r-1"), utf8("huge"));

        // When:
        CompletableFuture<Void> put = deadLetters.put(rejected, "the record is not JSON");
        producer.errorNext(new RecordTooLargeException("11 MB"));
        producer.completeNext();

        // Then:
        assertThat(put).isCompleted();
        assertThat(producer.history()).hasSize(2);
        assertThat(producer.history().getLast().value()).isNull();
        assertThat(header(producer.history().getLast(), "dead-letter-offset")).isEqualTo("1");
    }

    @Test
    void aDeadLetterThatIsNotTakenIsAFailure() {
        // Given:
        ConsumerRecord<byte[], byte[]> rejected =
                new ConsumerRecord<>("sluice.requests", 0, 1, utf8("r-1"), utf8("x"));

        // When:
        CompletableFuture<Void> put = deadLetters.put(rejected, "the record is not JSON");
        producer.errorNext(new TimeoutException("no broker"));

        // Then:
        assertThat(put).isCompletedExceptionally();
        assertThat(producer.history()).hasSize(1);
    }

    private static String header(ProducerRecord<byte[], byte[]> sent, String name) {
        return new String(sent.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

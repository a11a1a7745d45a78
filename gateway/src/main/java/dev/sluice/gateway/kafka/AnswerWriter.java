package dev.sluice.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.topic.TenantTopic;
import dev.sluice.gateway.intake.IntakeDesk.Delivery;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.TraceHeaders;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/// Writes what became of lines to their tenants' answers, in the trace of the line, and those that
/// nobody can be told of to the dead letters. Safe on any thread.
final class AnswerWriter implements AutoCloseable {
    private final RareSender sender;
    private final MalformedRecords malformed;
    private final Function<String, TenantId> tenants;

    /// `tenants`: whose intake a topic is.
    AnswerWriter(
            Supplier<EventSender> senders,
            MalformedRecords malformed,
            Function<String, TenantId> tenants) {
        this.sender = new RareSender(senders);
        this.malformed = malformed;
        this.tenants = tenants;
    }

    Delivery of(ConsumerRecord<byte[], byte[]> line) {
        return new Delivery() {
            @Override
            public CompletionStage<Void> answer(String customId, String answer) {
                return available(
                        sender.send(to -> to.dispatch(answerTo(line, customId, answer)))
                                .exceptionallyCompose(failure ->
                                        isTooLarge(failure)
                                                ? malformed.write(line, tooLarge(answer))
                                                : CompletableFuture.failedFuture(failure)));
            }

            @Override
            public CompletionStage<Void> putAside(String reason) {
                return available(malformed.write(line, reason));
            }
        };
    }

    private ProducerRecord<byte[], byte[]> answerTo(
            ConsumerRecord<byte[], byte[]> line, String customId, String answer) {
        TenantId tenant = tenants.apply(line.topic());
        var written =
                new ProducerRecord<>(
                        TenantTopic.ANSWERS.nameFor(tenant).orElseThrow(),
                        customId.getBytes(UTF_8),
                        answer.getBytes(UTF_8));
        TraceHeaders.inject(TraceHeaders.extract(line.headers()), written.headers());
        return written;
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure.getCause() instanceof RecordTooLargeException;
    }

    private static String tooLarge(String answer) {
        return "the answer has " + answer.length() + " characters, too many for a record";
    }

    private static CompletionStage<Void> available(CompletionStage<Void> writing) {
        return writing.exceptionallyCompose(failure ->
                CompletableFuture.failedStage(
                        new SluiceException(
                                ErrorCode.MESH_UNAVAILABLE,
                                "the brokers did not take the outcome of a line",
                                failure)));
    }

    @Override
    public void close() {
        sender.close();
    }
}

package dev.sluice.runtime.kafka;

import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/// Puts a record that cannot be processed aside, as it was, with the reason in headers. The header
/// names are those that the messaging channels' own dead-letter queue writes, so that one reader
/// serves both.
public final class DeadLetters {
    public static final String REASON_HEADER = "dead-letter-reason";
    public static final String TOPIC_HEADER = "dead-letter-topic";
    public static final String PARTITION_HEADER = "dead-letter-partition";
    public static final String OFFSET_HEADER = "dead-letter-offset";

    private final EventSender sender;

    public DeadLetters(EventSender sender) {
        this.sender = sender;
    }

    /// `reason` must not quote the record. The original may be read again only after the future
    /// completed; commit its offset then. A value so large that there is no room for the reason
    /// beside it is left out: its topic and offset still lead to it.
    public CompletableFuture<Void> put(ConsumerRecord<byte[], byte[]> rejected, String reason) {
        return sender.dispatch(letter(rejected, rejected.value(), reason))
                .exceptionallyCompose(failure ->
                        isTooLarge(failure)
                                ? sender.dispatch(letter(rejected, null, reason))
                                : CompletableFuture.failedFuture(failure));
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure.getCause() instanceof RecordTooLargeException;
    }

    private static ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> rejected, byte @Nullable [] value, String reason) {
        var letter =
                new ProducerRecord<byte[], byte[]>(
                        Topic.DEAD_LETTERS.topicName(),
                        null,
                        rejected.key(),
                        value,
                        rejected.headers());
        letter.headers()
                .add(REASON_HEADER, utf8(reason))
                .add(TOPIC_HEADER, utf8(rejected.topic()))
                .add(PARTITION_HEADER, utf8(Integer.toString(rejected.partition())))
                .add(OFFSET_HEADER, utf8(Long.toString(rejected.offset())));
        return letter;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

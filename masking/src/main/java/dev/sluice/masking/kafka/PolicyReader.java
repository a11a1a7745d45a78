package dev.sluice.masking.kafka;

import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.KeyRevoked;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.runtime.kafka.TopicEnds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `tenants` from its beginning, into the book of policies. Owned by one thread that calls [#step].
final class PolicyReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);
    private static final Duration POLL_PATIENCE = Duration.ofMillis(500);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final EventCodec codec;
    private final PolicyBook book;
    private final Consumer<MaskingPolicyDefined> onApplied;
    private final Runnable onRefused;

    /// The ends when reading began; absent before.
    private @Nullable TopicEnds catchUpTo;

    PolicyReader(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            EventCodec codec,
            PolicyBook book,
            Consumer<MaskingPolicyDefined> onApplied,
            Runnable onRefused) {
        this.consumer = consumer;
        this.codec = codec;
        this.book = book;
        this.onApplied = onApplied;
        this.onRefused = onRefused;
    }

    /// One round; true once all that stood there at the start is applied.
    boolean step() {
        if (catchUpTo == null) {
            catchUpTo = TopicEnds.fromBeginning(consumer, Topic.TENANTS);
        }
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL_PATIENCE)) {
            if (polled.key() != null) {
                take(new String(polled.key(), StandardCharsets.UTF_8), polled.value());
            }
        }
        return catchUpTo.areReachedBy(consumer);
    }

    private void take(String recordKey, byte @Nullable [] value) {
        if (value == null) {
            book.forget(recordKey);
            return;
        }
        switch (codec.decode(TenantEvent.class, value)) {
            case Decoded.Valid<TenantEvent>(TenantDefined _) -> {}
            case Decoded.Valid<TenantEvent>(KeyDefined _) -> {}
            case Decoded.Valid<TenantEvent>(KeyRevoked _) -> {}
            case Decoded.Valid<TenantEvent>(TokensSpent _) -> {}
            case Decoded.Valid<TenantEvent>(WebhookDefined _) -> {}
            case Decoded.Valid<TenantEvent>(MaskingPolicyDefined defined) ->
                    book.apply(defined)
                            .ifPresentOrElse(
                                    reason -> refuse(recordKey, reason),
                                    () -> onApplied.accept(defined));
            case Decoded.Malformed<TenantEvent> bad -> {
                book.refuse(recordKey);
                refuse(recordKey, bad.reason());
            }
        }
    }

    private void refuse(String recordKey, String reason) {
        onRefused.run();
        LOG.atWarn()
                .addKeyValue("recordKey", recordKey)
                .addKeyValue("reason", reason)
                .log("masking policy refused, the former one stays in force");
    }

    @Override
    public void close() {
        consumer.close();
    }
}

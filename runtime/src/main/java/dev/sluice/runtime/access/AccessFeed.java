package dev.sluice.runtime.access;

import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.TopicEnds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `tenants` from its beginning, into the book. Owned by one thread that calls [#step].
final class AccessFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessFeed.class);

    /// An administrator waits that long for a round to begin.
    private static final Duration POLL_PATIENCE = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final EventCodec codec;
    private final AccessBook book;

    /// The ends when reading began; absent before.
    private @Nullable TopicEnds catchUpTo;

    AccessFeed(Consumer<byte[], byte[]> consumer, EventCodec codec, AccessBook book) {
        this.consumer = consumer;
        this.codec = codec;
        this.book = book;
    }

    /// One round: what it reads holds when it returns, and whoever waits for that knows.
    void step() {
        if (catchUpTo == null) {
            catchUpTo = TopicEnds.fromBeginning(consumer, Topic.TENANTS);
        }
        List<CompletableFuture<Void>> waiters = book.takeWaiters();
        try {
            readOn(waiters);
            waiters.forEach(waiter -> waiter.complete(null));
        } finally {
            waiters.forEach(waiter -> waiter.cancel(false));
        }
        if (!book.isComplete() && catchUpTo.areReachedBy(consumer)) {
            book.markComplete();
        }
    }

    /// Reads what there is; where somebody waits, all that is there now.
    private void readOn(List<CompletableFuture<Void>> waiters) {
        TopicEnds ends = waiters.isEmpty() ? TopicEnds.NONE : TopicEnds.of(consumer);
        do {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL_PATIENCE);
            for (ConsumerRecord<byte[], byte[]> each : polled) {
                if (each.key() != null) {
                    take(new String(each.key(), StandardCharsets.UTF_8), each.value());
                }
            }
            if (!polled.isEmpty()) {
                book.publish();
            }
        } while (!ends.areReachedBy(consumer)
                && waiters.stream().anyMatch(waiter -> !waiter.isDone()));
    }

    private void take(String recordKey, byte @Nullable [] value) {
        if (value == null) {
            book.forget(recordKey);
            return;
        }
        switch (codec.decode(TenantEvent.class, value)) {
            case Decoded.Valid<TenantEvent>(TenantEvent event)
                    when event.recordKey().equals(recordKey) ->
                    book.apply(event);
            // Compaction would keep it beside the record that it pretends to replace.
            case Decoded.Valid<TenantEvent> _ -> refuse(recordKey, "the key is not the event's");
            case Decoded.Malformed<TenantEvent> bad -> refuse(recordKey, bad.reason());
        }
    }

    private void refuse(String recordKey, String reason) {
        book.refuse(recordKey);
        LOG.atWarn()
                .addKeyValue("recordKey", recordKey)
                .addKeyValue("reason", reason)
                .log("record of a tenant cannot be read");
    }

    @Override
    public void close() {
        consumer.close();
    }
}

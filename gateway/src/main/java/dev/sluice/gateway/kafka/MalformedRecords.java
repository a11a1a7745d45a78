package dev.sluice.gateway.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of records that cannot be read: a dead letter, a metric, a line in the log; the
/// next record is read. They are rare, so the producer is made with the first. Safe on any thread.
final class MalformedRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedRecords.class);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

    private final KafkaSettings settings;
    private final EventCodec codec;
    private final GatewayMetrics metrics;

    /// Guarded by this object.
    private @Nullable EventSender sender;

    MalformedRecords(KafkaSettings settings, EventCodec codec, GatewayMetrics metrics) {
        this.settings = settings;
        this.codec = codec;
        this.metrics = metrics;
    }

    void put(ConsumerRecord<byte[], byte[]> rejected, String reason) {
        var _ = write(rejected, reason);
    }

    /// As [#put]; completes when the brokers have the dead letter.
    CompletableFuture<Void> write(ConsumerRecord<byte[], byte[]> rejected, String reason) {
        metrics.onMalformedRecord(rejected.topic());
        LOG.atWarn()
                .addKeyValue("topic", rejected.topic())
                .addKeyValue("partition", rejected.partition())
                .addKeyValue("offset", rejected.offset())
                .addKeyValue("reason", reason)
                .log("malformed record put aside");
        return new DeadLetters(connected()).put(rejected, reason);
    }

    private synchronized EventSender connected() {
        EventSender existing = sender;
        if (existing == null) {
            existing =
                    new EventSender(
                            settings.producer("gateway-dead-letters", DELIVERY_TIMEOUT), codec);
            sender = existing;
        }
        return existing;
    }

    @Override
    public synchronized void close() {
        if (sender != null) {
            sender.close();
        }
    }
}

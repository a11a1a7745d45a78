package dev.sluice.masking.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/// The service's two producers: one for prompts, one for the token path, so that neither waits
/// behind the other's large records.
@ApplicationScoped
class MaskingSenders {
    /// What was accepted must get through: sending goes on as long as a broker may be away.
    private static final Duration DELIVERY_TIMEOUT = Duration.ofHours(1);

    private final EventSender prompts;
    private final EventSender stream;

    @Inject
    MaskingSenders(KafkaSettings settings, EventCodec codec) {
        prompts =
                new EventSender(
                        settings.producer("sluice-masking-prompts", DELIVERY_TIMEOUT), codec);
        stream =
                new EventSender(
                        settings.batchProducer("sluice-masking-stream", DELIVERY_TIMEOUT), codec);
    }

    EventSender prompts() {
        return prompts;
    }

    /// Only for a loop that flushes it at the end of each round.
    EventSender stream() {
        return stream;
    }

    @PreDestroy
    void close() {
        prompts.close();
        stream.close();
    }
}

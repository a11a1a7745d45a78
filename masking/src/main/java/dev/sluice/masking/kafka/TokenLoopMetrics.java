package dev.sluice.masking.kafka;

import dev.sluice.contracts.topic.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Counts what the token loop does, and takes the time that it adds to each token.
final class TokenLoopMetrics {
    /// Of the histogram of delays; a reader without masking would have the token at zero.
    private static final Duration[] DELAYS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    private final Timer delay;
    private final Counter malformed;
    private final Counter records;
    private final Counter replays;

    TokenLoopMetrics(MeterRegistry registry) {
        delay =
                Timer.builder("sluice.masking.delay")
                        .description("from a token's arrival to its masked text on stream")
                        .serviceLevelObjectives(DELAYS)
                        .register(registry);
        malformed = registry.counter("sluice.dead.letters", "topic", Topic.TOKENS.topicName());
        records = registry.counter("sluice.masking.records");
        replays = registry.counter("sluice.masking.replays");
    }

    /// So many records, which arrived this long ago, are acknowledged as what they became.
    void delivered(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            delay.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void malformed() {
        malformed.increment();
    }

    void passed(int count) {
        records.increment(count);
    }

    void replayed() {
        replays.increment();
    }
}

package dev.sluice.masking.kafka;

import dev.sluice.contracts.topic.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what the token loop does.
final class TokenLoopMetrics {
    private final Counter malformed;
    private final Counter records;
    private final Counter replays;

    TokenLoopMetrics(MeterRegistry registry) {
        malformed = registry.counter("sluice.dead.letters", "topic", Topic.TOKENS.topicName());
        records = registry.counter("sluice.masking.records");
        replays = registry.counter("sluice.masking.replays");
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

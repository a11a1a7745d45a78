package dev.sluice.scheduler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How schedulers follow one another.
@ConfigMapping(prefix = "sluice.scheduler.kafka")
public interface KafkaConfig {
    /// A scheduler that the broker does not hear for this long is followed by another. Shorter
    /// takes over sooner; longer forgives pauses. The broker's `group.min.session.timeout.ms`, by
    /// default 6 s, is the least.
    @WithDefault("6s")
    Duration sessionTimeout();

    /// A takeover reads `tokens` from this much before the oldest unfinished prompt. Longer
    /// forgives clocks of gateways, workers and brokers that differ more, and knows more ended
    /// requests when a copy of their prompt comes; it reads longer.
    @WithDefault("1m")
    Duration rewindMargin();
}

package dev.sluice.audit.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The figures of one topic's way into the audit.
///
/// Lag is time since the event: of the oldest one in hand while a write is under way, so that it
/// rises when the database is gone; else of the newest one, at the moment it was written. Written
/// by the channel's thread, read by whoever scrapes.
final class IntakeMeter {
    private static final double NANOS = 1e9;

    private final InstantSource clock;
    private final Counter written;
    private final Counter setAside;
    private final Counter retries;
    private volatile @Nullable Instant oldestInHand;
    private volatile Duration lastLag = Duration.ZERO;

    IntakeMeter(MeterRegistry registry, InstantSource clock, String topic) {
        this.clock = clock;
        written = counter(registry, "sluice.audit.events", topic, "events written to the audit");
        setAside =
                counter(
                        registry,
                        "sluice.audit.dead.letters",
                        topic,
                        "records that cannot be audited, put aside with a reason");
        retries =
                counter(
                        registry,
                        "sluice.audit.write.retries",
                        topic,
                        "writes to the database or to dead letters that failed and were tried"
                                + " again");
        Gauge.builder("sluice.audit.lag", this, IntakeMeter::lagSeconds)
                .baseUnit("seconds")
                .description("how far the audit is behind the events")
                .tag("topic", topic)
                .register(registry);
    }

    private static Counter counter(
            MeterRegistry registry, String name, String topic, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("topic", topic)
                .register(registry);
    }

    void onWriting(Instant oldest) {
        oldestInHand = oldest;
    }

    void onWritten(int count, Instant newest) {
        written.increment(count);
        lastLag = since(newest);
        oldestInHand = null;
    }

    void onSetAside() {
        setAside.increment();
        oldestInHand = null;
    }

    void onRetry() {
        retries.increment();
    }

    double lagSeconds() {
        Instant oldest = oldestInHand;
        Duration lag = oldest == null ? lastLag : since(oldest);
        return lag.toNanos() / NANOS;
    }

    /// Producers choose their own times: never less than nothing, nor more than can be counted.
    private Duration since(Instant event) {
        Instant now = clock.instant();
        if (event.isAfter(now)) {
            return Duration.ZERO;
        }
        return event.isBefore(Instant.EPOCH)
                ? Duration.between(Instant.EPOCH, now)
                : Duration.between(event, now);
    }
}

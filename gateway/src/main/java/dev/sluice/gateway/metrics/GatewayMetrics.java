package dev.sluice.gateway.metrics;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.gateway.streaming.Cut;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/// The gateway's meters, by pool. Clients see pools as models, hence the label `model_name`.
public final class GatewayMetrics {
    private static final String MODEL = "model_name";
    private static final String ERROR = "error_code";

    /// vLLM's bucket bounds, in milliseconds.
    private static final long[] FIRST_TOKEN_MILLIS = {
        1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000, 20_000,
        40_000, 80_000, 160_000, 640_000
    };

    private static final long[] INTER_TOKEN_MILLIS = {
        1, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 2500, 5000, 7500, 10_000,
        20_000, 40_000, 80_000
    };
    private static final long[] END_TO_END_MILLIS = {
        300, 500, 800, 1000, 1500, 2000, 2500, 5000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000,
        60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000
    };

    private final MeterRegistry registry;
    private final Map<String, PoolTimers> timers = new ConcurrentHashMap<>();

    private record PoolTimers(Timer firstToken, Timer interToken, Timer endToEnd) {}

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Shows a figure that others keep.
    public void showOpenStreams(IntSupplier count) {
        Gauge.builder("sluice.open.streams", count, IntSupplier::getAsInt)
                .description("streams that have a reader on this gateway, or may get one back")
                .strongReference(true)
                .register(registry);
    }

    /// Shows a figure that others keep.
    public void showOpenWebhooks(IntSupplier count) {
        Gauge.builder("sluice.webhooks.open", count, IntSupplier::getAsInt)
                .description("calls of tenants' endpoints that this gateway has to make")
                .strongReference(true)
                .register(registry);
    }

    void onFirstToken(String pool, Duration sinceArrival) {
        timersOf(pool).firstToken().record(sinceArrival);
    }

    void onNextToken(String pool, Duration sinceLast) {
        timersOf(pool).interToken().record(sinceLast);
    }

    void onSuccess(String pool, FinishReason reason, Duration sinceArrival) {
        timersOf(pool).endToEnd().record(sinceArrival);
        Counter.builder("sluice.request.success")
                .description("requests that got a whole answer")
                .tag(MODEL, pool)
                .tag("finished_reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void onFailure(ErrorCode code) {
        count(
                "sluice.request.failure",
                "accepted requests that ended in an error",
                ERROR,
                code.code());
    }

    public void onRefused(ErrorCode code) {
        count("sluice.requests.refused", "requests that were turned away", ERROR, code.code());
    }

    public void onCut(Cut cut) {
        String reason = cut.name().toLowerCase(Locale.ROOT);
        count("sluice.streams.cut", "readers that were cut off before the end", "reason", reason);
    }

    /// A note for audit that could not be written.
    public void onNoteDropped() {
        Counter.builder("sluice.gateway.notes.dropped")
                .description("audit events that could not be written")
                .register(registry)
                .increment();
    }

    public void onMalformedRecord(String topic) {
        count("sluice.gateway.malformed.records", "records that could not be read", "topic", topic);
    }

    /// How an attempt to call an endpoint went: delivered, failed, abandoned or withdrawn.
    public void onWebhookAttempt(String outcome) {
        count("sluice.webhook.attempts", "calls of tenants' endpoints", "outcome", outcome);
    }

    private void count(String name, String description, String label, String value) {
        Counter.builder(name)
                .description(description)
                .tag(label, value)
                .register(registry)
                .increment();
    }

    private PoolTimers timersOf(String pool) {
        return timers.computeIfAbsent(
                pool,
                name ->
                        new PoolTimers(
                                timer("sluice.time.to.first.token", name, FIRST_TOKEN_MILLIS),
                                timer("sluice.inter.token.latency", name, INTER_TOKEN_MILLIS),
                                timer("sluice.e2e.request.latency", name, END_TO_END_MILLIS)));
    }

    private Timer timer(String name, String pool, long[] bucketMillis) {
        Duration[] buckets = new Duration[bucketMillis.length];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = Duration.ofMillis(bucketMillis[i]);
        }
        return Timer.builder(name)
                .description("as clients of this gateway see it")
                .tag(MODEL, pool)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }
}

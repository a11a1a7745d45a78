package dev.sluice.worker.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.decode.StepReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's steps as metrics, under vLLM's names. Written by the engine thread, read by
/// scrapers and the heartbeat.
final class StepMetrics implements StepObserver {
    private static final Logger LOG = LoggerFactory.getLogger(StepMetrics.class);

    private final Counter promptTokens;
    private final Counter generationTokens;
    private final Counter preemptions;
    private final Counter prefixQueries;
    private final Counter prefixHits;
    private final Counter malformed;
    private final Timer stepTime;
    private final DistributionSummary batchSize;
    private final AtomicLong steps = new AtomicLong();
    private volatile long cachedTokens;
    private volatile long warmTokens;
    private volatile int running;
    private volatile int slotsAllowed;

    /// @param slots sequences at once, where memory suffices
    /// @param kvCacheTokens tokens that the KV cache can hold
    StepMetrics(MeterRegistry registry, int slots, long kvCacheTokens) {
        slotsAllowed = slots;
        preemptions = registry.counter("sluice.num.preemptions");
        promptTokens = registry.counter("sluice.prompt.tokens");
        generationTokens = registry.counter("sluice.generation.tokens");
        prefixQueries = registry.counter("sluice.prefix.cache.queries");
        prefixHits = registry.counter("sluice.prefix.cache.hits");
        malformed = registry.counter("sluice.dead.letters", "topic", Topic.ASSIGNMENTS.topicName());
        stepTime =
                Timer.builder("sluice.engine.step")
                        .serviceLevelObjectives(
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                Duration.ofMillis(20),
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(500))
                        .register(registry);
        batchSize = registry.summary("sluice.engine.batch.size");
        Gauge.builder("sluice.num.requests.running", () -> running).register(registry);
        Gauge.builder("sluice.kv.cache.usage.perc", () -> cachedTokens / (double) kvCacheTokens)
                .register(registry);
        Gauge.builder("sluice.engine.slots", () -> slotsAllowed).register(registry);
        Gauge.builder("sluice.prefix.cache.tokens", () -> warmTokens).register(registry);
    }

    @Override
    public void onStep(StepReport report) {
        steps.incrementAndGet();
        cachedTokens = report.cachedTokenCount();
        running = report.decodingCount() + report.prefillingCount();
        slotsAllowed = report.slotCountAllowed();
        onPreempted(report);
        warmTokens = report.warmTokenCount();
        onPrompts(report.prefillTokenCount(), report.reusedTokenCount());
        generationTokens.increment(report.decodeTokenCount());
        stepTime.record(report.stepNanos(), TimeUnit.NANOSECONDS);
        if (report.decodeTokenCount() > 0) {
            batchSize.record(report.decodeTokenCount());
        }
    }

    private void onPreempted(StepReport report) {
        if (report.preemptedCount() > 0) {
            preemptions.increment(report.preemptedCount());
            LOG.atWarn()
                    .addKeyValue("preempted", report.preemptedCount())
                    .addKeyValue("slots", report.slotCountAllowed())
                    .log("the engine ran out of memory; sequences wait for a slot again");
        }
    }

    /// Tokens, under vLLM's names: asked for are all that prompts have, hit are those that were
    /// there.
    private void onPrompts(int readCount, int reusedCount) {
        promptTokens.increment(readCount + reusedCount);
        prefixQueries.increment(readCount + reusedCount);
        prefixHits.increment(reusedCount);
    }

    /// An assignment that cannot be read, and is put aside.
    void onMalformedRecord() {
        malformed.increment();
    }

    @Override
    public void onListenerFailed(SequenceKey key, RuntimeException failure) {
        LOG.atError()
                .addKeyValue("requestId", key.requestId())
                .addKeyValue("epoch", key.epoch())
                .setCause(failure)
                .log("the end of a sequence could not be written");
    }

    /// Fewer than the worker has while memory is short.
    int slotsAllowed() {
        return slotsAllowed;
    }

    long steps() {
        return steps.get();
    }

    long cachedTokens() {
        return cachedTokens;
    }
}

package dev.sluice.scheduler;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.loop.LoopObserver;
import dev.sluice.scheduler.loop.RejectedRecord;
import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.ShardEvent;
import dev.sluice.scheduler.shard.ShardEvent.FenceWritten;
import dev.sluice.scheduler.shard.ShardEvent.RequestAssigned;
import dev.sluice.scheduler.shard.ShardEvent.WorkerLost;
import dev.sluice.scheduler.shard.ShardEvent.WorkerSeen;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts and logs what the loop does. Called on the loop's thread.
final class SchedulerMetrics implements LoopObserver {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerMetrics.class);

    private final MeterRegistry registry;
    private final Timer queueTime;
    private final Timer stepTime;
    private final Set<WorkerId> heard = new HashSet<>();
    private final Map<FenceReason, Counter> failovers = new EnumMap<>(FenceReason.class);

    SchedulerMetrics(MeterRegistry registry) {
        this.registry = registry;
        queueTime =
                Timer.builder("sluice.request.queue.time")
                        .description("From the arrival of a prompt to its assignment")
                        .publishPercentileHistogram()
                        .register(registry);
        stepTime =
                Timer.builder("sluice.scheduler.step.time")
                        .description("One round of the scheduler's loop, acknowledgements included")
                        .register(registry);
        for (FenceReason reason : FenceReason.values()) {
            failovers.put(reason, failoverCounter(reason));
        }
    }

    private Counter failoverCounter(FenceReason reason) {
        return Counter.builder("sluice.failovers")
                .description("Requests that were taken from whoever had them")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public void onEvent(ShardEvent event) {
        switch (event) {
            case RequestAssigned e when e.epoch() == 1 -> queueTime.record(e.waited());
            case FenceWritten e -> onFence(e);
            case WorkerLost e -> onLost(e.workerId());
            case WorkerSeen e when !e.history() -> heard.add(e.report().workerId());
            default -> {
                // Everything else is told by the topics.
            }
        }
    }

    /// Every shard loses the worker; one line tells it, and none tells of workers of long ago.
    private void onLost(WorkerId workerId) {
        if (heard.remove(workerId)) {
            LOG.atWarn().addKeyValue("workerId", workerId).log("worker is silent");
        }
    }

    private void onFence(FenceWritten fence) {
        Counter counter = failovers.get(fence.reason());
        if (counter != null) {
            counter.increment();
        }
        LOG.atDebug()
                .addKeyValue("requestId", fence.requestId())
                .addKeyValue("epoch", fence.epoch())
                .addKeyValue("reason", fence.reason())
                .log("request fenced");
    }

    @Override
    public void onRejected(RejectedRecord rejected) {
        registry.counter("sluice.dead.letters", "topic", rejected.topic()).increment();
        LOG.atWarn()
                .addKeyValue("topic", rejected.topic())
                .addKeyValue("partition", rejected.partition())
                .addKeyValue("offset", rejected.offset())
                .addKeyValue("reason", rejected.reason())
                .log("record rejected");
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        String topic = Topic.PROMPTS.topicName();
        registry.counter("sluice.dead.letters", "topic", topic).increment();
        LOG.atWarn()
                .addKeyValue("requestId", letter.request().requestId())
                .addKeyValue("reason", letter.reason())
                .log("request given up");
    }

    @Override
    public void onStep(Duration took) {
        stepTime.record(took);
    }

    @Override
    public void onLive(int shard, int unfinished) {
        LOG.atInfo()
                .addKeyValue("partition", shard)
                .addKeyValue("unfinished", unfinished)
                .log("shard is live");
    }

    @Override
    public void onDropped(int shard, String reason) {
        registry.counter("sluice.scheduler.restarts", "reason", reason).increment();
        LOG.atWarn()
                .addKeyValue("partition", shard)
                .addKeyValue("reason", reason)
                .log("shard is read anew");
    }

    @Override
    public void onFailure(RuntimeException failure) {
        LOG.atError().setCause(failure).log("the loop failed; all shards are read anew");
    }
}

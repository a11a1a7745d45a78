package dev.sluice.bench.scheduling;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.queueing.TenantWeights;
import dev.sluice.scheduler.shard.Command;
import dev.sluice.scheduler.shard.Command.AdmitRequest;
import dev.sluice.scheduler.shard.Command.Dispatch;
import dev.sluice.scheduler.shard.Command.GoLive;
import dev.sluice.scheduler.shard.Command.InheritRequest;
import dev.sluice.scheduler.shard.Command.TakeReport;
import dev.sluice.scheduler.shard.Command.TakeTokenEvent;
import dev.sluice.scheduler.shard.Decision;
import dev.sluice.scheduler.shard.Outgoing;
import dev.sluice.scheduler.shard.ShardDecider;
import dev.sluice.scheduler.shard.ShardSettings;
import dev.sluice.scheduler.shard.ShardState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A shard whose slots are all taken and whose queue is long: many tenants, all classes, one pool
/// of 8 workers with 8 slots. Every record is made anew, as a decoder makes it, so that none shares
/// its strings with another.
final class FullShard {
    static final int TENANTS = 1_000;
    private static final int WORKERS = 8;
    private static final int SLOTS = 8;
    private static final int FINISHED_COUNT_MAX = 50_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final String POOL = "pool";

    private final SplittableRandom random = new SplittableRandom(1);
    private final ShardDecider decider;
    private final ShardState state;
    private final Deque<Assignment> running = new ArrayDeque<>();
    private long arrivals;

    /// @param requestCountMax most that may wait
    FullShard(int requestCountMax) {
        var settings =
                new ShardSettings(
                        new QueueingSettings(
                                requestCountMax,
                                requestCountMax,
                                Long.MAX_VALUE / 2,
                                FINISHED_COUNT_MAX,
                                16,
                                TenantWeights.ALIKE),
                        BatchingSettings.atOnce(64, 8 << 20),
                        new PlacementSettings(12, 20_000, 0),
                        new LeaseSettings(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(30),
                                3));
        decider = new ShardDecider(settings);
        state = new ShardState(settings, 1);
    }

    /// All slots taken, and so many requests waiting.
    void fill(int waitingCount) {
        for (int i = 0; i < waitingCount + WORKERS * SLOTS; i++) {
            admit();
        }
        for (int i = 0; i < WORKERS; i++) {
            run(new TakeReport(report(i)));
        }
        dispatch();
    }

    /// A prompt that a former scheduler may have read.
    void inherit(PromptMasked prompt, int sizeBytes) {
        run(new InheritRequest(Request.of(prompt, arrivals++, START, sizeBytes, null)));
    }

    /// The last reports of the workers, and the first decision.
    ///
    /// @throws IllegalStateException when nothing was decided
    void goLive() {
        List<WorkerReported> reports =
                IntStream.range(0, WORKERS).mapToObj(FullShard::report).toList();
        run(new GoLive(reports));
        reports.forEach(report -> run(new TakeReport(report)));
        if (run(new Dispatch()).outgoing().size() != WORKERS * SLOTS) {
            throw new IllegalStateException("not every slot was decided about");
        }
    }

    int waitingCount() {
        return state.waitingCount();
    }

    void admit() {
        run(new AdmitRequest(Request.of(prompt(), arrivals++, START, 600, null)));
    }

    /// The oldest running request ends; its slot is free.
    void finishOne() {
        Assignment ended = running.removeFirst();
        run(new TakeTokenEvent(started(ended)));
        run(new TakeTokenEvent(finished(ended)));
    }

    /// One decision: who goes to the free slots.
    void dispatch() {
        for (Outgoing outgoing : run(new Dispatch()).outgoing()) {
            if (outgoing.event() instanceof BatchAssigned batch) {
                running.addAll(batch.assignments());
            }
        }
    }

    private Decision run(Command command) {
        Decision decision = decider.decide(state, command, START);
        decision.events().forEach(state::apply);
        return decision;
    }

    PromptMasked prompt() {
        String id = "req-%016x".formatted(random.nextLong());
        var spec =
                new InferenceSpec(
                        START.plusMillis(arrivals),
                        random.nextInt(8),
                        new String(POOL),
                        new Prompt.Text(new SensitiveText("What is the capital of France?" + id)),
                        GenerationSettings.greedy(64),
                        PRIORITIES.get(random.nextInt(PRIORITIES.size())),
                        null,
                        false,
                        null);
        return new PromptMasked(
                id + "/prompt",
                new RequestId(id),
                new TenantId("tenant-" + random.nextInt(TENANTS)),
                START.plusMillis(arrivals),
                new PoolName(new String(POOL)),
                spec,
                Map.of());
    }

    private static WorkerReported report(int number) {
        String name = "worker-" + number;
        return new WorkerReported(
                name,
                START,
                new WorkerId(name),
                name + "-1",
                State.READY,
                new PoolName(POOL),
                number,
                4_096,
                SLOTS,
                4_096L * SLOTS,
                0,
                0,
                1,
                List.of());
    }

    private static GenerationStarted started(Assignment assignment) {
        return new GenerationStarted(
                assignment.requestId() + "/tokens/0/1",
                assignment.requestId(),
                assignment.tenantId(),
                assignment.epoch(),
                START,
                new WorkerId("worker-0"),
                assignment.pool(),
                START,
                12,
                false);
    }

    private static GenerationFinished finished(Assignment assignment) {
        return new GenerationFinished(
                assignment.requestId() + "/tokens/1/1",
                assignment.requestId(),
                assignment.tenantId(),
                assignment.epoch(),
                1,
                START,
                SensitiveText.EMPTY,
                FinishReason.STOP,
                null,
                new Usage(12, 64));
    }
}

package dev.sluice.scheduler.simulation;

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
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
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
import dev.sluice.scheduler.shard.Decision;
import dev.sluice.scheduler.shard.Outgoing;
import dev.sluice.scheduler.shard.ShardDecider;
import dev.sluice.scheduler.shard.ShardSettings;
import dev.sluice.scheduler.shard.ShardState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Several tenants on one pool in virtual time: the production decider, and engines that take as
/// long as a prompt is. Nothing fails here.
final class SharedPool {
    static final int WORKERS = 4;
    static final int SLOTS = 8;

    private static final PoolName POOL = new PoolName("pool");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ShardSettings SETTINGS =
            new ShardSettings(
                    new QueueingSettings(
                            100_000, 100_000, 1L << 40, 100_000, 16, TenantWeights.ALIKE),
                    BatchingSettings.atOnce(64, 8 << 20),
                    new PlacementSettings(25, 1_000, 2),
                    new LeaseSettings(
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(30),
                            3));

    private record Sent(String tenant, long atMillis, int promptTokens) {}

    private final ShardDecider decider = new ShardDecider(SETTINGS);
    private final ShardState state = new ShardState(SETTINGS, 1);
    private final Map<WorkerId, PrefillEngine> engines = new HashMap<>();
    private final Map<RequestId, Sent> sent = new HashMap<>();
    private final Map<String, List<Long>> ttfts = new HashMap<>();
    private long nowMillis;
    private int requests;

    SharedPool() {
        for (int i = 0; i < WORKERS; i++) {
            var workerId = new WorkerId("w" + i);
            engines.put(workerId, new PrefillEngine(new Tokens()));
            run(new Command.TakeReport(report(workerId)));
        }
    }

    /// @param account whom it is charged to
    void send(String tenant, TenantId account, int promptTokens, int answerTokens) {
        var requestId = new RequestId(tenant + "-" + requests++);
        sent.put(requestId, new Sent(tenant, nowMillis, promptTokens));
        var text = new SensitiveText(requestId + "w".repeat(4 * promptTokens));
        var spec =
                new InferenceSpec(
                        now(),
                        0,
                        "model",
                        new Prompt.Text(text),
                        GenerationSettings.greedy(answerTokens),
                        Priority.STANDARD,
                        null,
                        false,
                        null);
        var prompt =
                new PromptMasked(
                        requestId + "/prompt", requestId, account, now(), POOL, spec, Map.of());
        run(new Command.AdmitRequest(Request.of(prompt, requests, now(), 100, null)));
    }

    /// The tenant's share from now on; null: the usual one.
    void weigh(TenantId tenantId, @Nullable Integer weight) {
        run(new Command.TakeWeight(tenantId, weight));
    }

    void stepTo(long millis) {
        nowMillis = millis;
        for (int i = 0; i < WORKERS; i++) {
            engine(new WorkerId("w" + i)).step(millis);
        }
        for (Outgoing outgoing : run(new Command.Dispatch()).outgoing()) {
            if (outgoing.event() instanceof BatchAssigned batch) {
                batch.assignments().forEach(assignment -> start(batch.workerId(), assignment));
            }
        }
    }

    private void start(WorkerId workerId, Assignment assignment) {
        engine(workerId).start(assignment, sentOf(assignment.requestId()).promptTokens());
    }

    int waitingCount() {
        return state.waitingCount();
    }

    /// Milliseconds from sending to the first token, of all these tenants' requests.
    long ttftPercentile(List<String> tenants, double percentile) {
        List<Long> sorted = new ArrayList<>();
        tenants.forEach(tenant -> sorted.addAll(ttfts.getOrDefault(tenant, List.of())));
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(percentile * sorted.size()) - 1);
    }

    int answeredCount(String tenant) {
        return ttfts.getOrDefault(tenant, List.of()).size();
    }

    private Decision run(Command command) {
        Decision decision = decider.decide(state, command, now());
        decision.events().forEach(state::apply);
        return decision;
    }

    private Instant now() {
        return START.plusMillis(nowMillis);
    }

    private PrefillEngine engine(WorkerId workerId) {
        return Objects.requireNonNull(engines.get(workerId));
    }

    private Sent sentOf(RequestId requestId) {
        return Objects.requireNonNull(sent.get(requestId));
    }

    private WorkerReported report(WorkerId workerId) {
        return new WorkerReported(
                workerId + "/0",
                now(),
                workerId,
                workerId + "-1",
                State.READY,
                POOL,
                0,
                8_192,
                SLOTS,
                8_192L * SLOTS,
                0,
                0,
                1,
                List.of());
    }

    /// What engines make goes back to the scheduler as the log would bring it.
    private final class Tokens implements PrefillEngine.Listener {
        @Override
        public void started(Assignment a, int promptTokens) {
            run(
                    new Command.TakeTokenEvent(
                            new GenerationStarted(
                                    a.requestId() + "/0",
                                    a.requestId(),
                                    a.tenantId(),
                                    a.epoch(),
                                    now(),
                                    new WorkerId("w"),
                                    POOL,
                                    now(),
                                    promptTokens,
                                    false)));
        }

        @Override
        public void token(Assignment a, int index) {
            Sent request = sentOf(a.requestId());
            if (index == 1) {
                ttfts.computeIfAbsent(request.tenant(), _ -> new ArrayList<>())
                        .add(nowMillis - request.atMillis());
            }
            run(
                    new Command.TakeTokenEvent(
                            new TokenGenerated(
                                    a.requestId() + "/" + index,
                                    a.requestId(),
                                    a.tenantId(),
                                    a.epoch(),
                                    index,
                                    now(),
                                    index,
                                    SensitiveText.EMPTY)));
        }

        @Override
        public void finished(Assignment a, int index) {
            run(
                    new Command.TakeTokenEvent(
                            new GenerationFinished(
                                    a.requestId() + "/" + index,
                                    a.requestId(),
                                    a.tenantId(),
                                    a.epoch(),
                                    index,
                                    now(),
                                    SensitiveText.EMPTY,
                                    FinishReason.LENGTH,
                                    null,
                                    new Usage(1, index))));
        }
    }
}

package dev.sluice.scheduler;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.placement.Need;
import dev.sluice.scheduler.queueing.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Events as short as tests need them.
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    public static final PoolName POOL = new PoolName("pool");
    public static final int PROMPT_BYTES = 100;
    public static final int STREAM_PARTITION = 2;

    private Samples() {}

    public static RequestId id(String name) {
        return new RequestId(name);
    }

    public static PromptMasked prompt(String name, Priority priority, @Nullable Instant deadline) {
        return prompt(name, POOL, priority, deadline);
    }

    public static PromptMasked prompt(
            String name, PoolName pool, Priority priority, @Nullable Instant deadline) {
        var spec =
                new InferenceSpec(
                        NOW,
                        STREAM_PARTITION,
                        "model",
                        new Prompt.Text(new SensitiveText("prompt")),
                        GenerationSettings.greedy(8),
                        priority,
                        deadline,
                        false,
                        null);
        return new PromptMasked(
                name + "/prompt", id(name), TenantId.DEFAULT, NOW, pool, spec, Map.of());
    }

    public static Request request(String name, long arrival) {
        return request(name, arrival, Priority.STANDARD, null);
    }

    public static Request request(
            String name, long arrival, Priority priority, @Nullable Instant deadline) {
        return Request.of(prompt(name, priority, deadline), arrival, NOW, PROMPT_BYTES, "trace");
    }

    public static Request request(String name, long arrival, PoolName pool) {
        return Request.of(
                prompt(name, pool, Priority.STANDARD, null), arrival, NOW, PROMPT_BYTES, null);
    }

    public static Need need() {
        return Need.of(request("r", 0));
    }

    public static WorkerReported report(String worker, int slots, RunningSequence... running) {
        return report(worker, worker + "-1", State.READY, slots, 0, running);
    }

    public static WorkerReported report(
            String worker,
            String incarnation,
            State state,
            int slots,
            long schedulerEpoch,
            RunningSequence... running) {
        return new WorkerReported(
                incarnation + "/report",
                NOW,
                new WorkerId(worker),
                incarnation,
                state,
                POOL,
                3,
                1000,
                slots,
                1000,
                0,
                0,
                schedulerEpoch,
                List.of(running));
    }

    /// The same worker, whose engine has stepped on.
    public static WorkerReported stepped(WorkerReported former, long steps) {
        return new WorkerReported(
                former.eventId(),
                former.occurredAt(),
                former.workerId(),
                former.incarnation(),
                former.state(),
                former.pool(),
                former.assignmentPartition(),
                former.contextTokens(),
                former.slots(),
                former.kvCacheTokens(),
                former.kvCacheTokensUsed(),
                steps,
                former.schedulerEpoch(),
                former.running());
    }

    public static RunningSequence running(String name, int epoch) {
        return new RunningSequence(id(name), epoch, 0);
    }

    public static GenerationStarted started(String name, int epoch) {
        return new GenerationStarted(
                name + "/start",
                id(name),
                TenantId.DEFAULT,
                epoch,
                NOW,
                new WorkerId("w1"),
                POOL,
                NOW,
                5,
                false);
    }

    public static TokenGenerated token(String name, int epoch, int index, int tokenId) {
        return new TokenGenerated(
                name + "/token",
                id(name),
                TenantId.DEFAULT,
                epoch,
                index,
                NOW,
                tokenId,
                SensitiveText.EMPTY);
    }

    public static GenerationFinished finished(String name, int epoch, int index) {
        return new GenerationFinished(
                name + "/finish",
                id(name),
                TenantId.DEFAULT,
                epoch,
                index,
                NOW,
                SensitiveText.EMPTY,
                FinishReason.STOP,
                null,
                Usage.NONE);
    }

    /// A fence as the scheduler of this epoch writes it.
    public static GenerationFenced fence(String name, int epoch, long schedulerEpoch) {
        return new GenerationFenced(
                name + "/fence/" + epoch + "/" + schedulerEpoch,
                id(name),
                TenantId.DEFAULT,
                epoch,
                NOW);
    }
}

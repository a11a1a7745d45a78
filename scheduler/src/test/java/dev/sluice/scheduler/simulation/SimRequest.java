package dev.sluice.scheduler.simulation;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A request and what must become of it. `poison`: it kills each worker that begins it.
record SimRequest(
        RequestId requestId,
        int shard,
        PoolName pool,
        int streamPartition,
        int tokenCount,
        Priority priority,
        @Nullable Instant deadline,
        boolean poison) {
    /// The answer is a pure function of request and position, as with a counter-based generator.
    int tokenAt(int position) {
        return (requestId.value().hashCode() * 31 + position * 7919) & 0xFFFF;
    }

    List<Integer> answer() {
        return IntStream.range(0, tokenCount).mapToObj(this::tokenAt).toList();
    }

    PromptMasked prompt(Instant now) {
        var spec =
                new InferenceSpec(
                        now,
                        streamPartition,
                        "model",
                        new Prompt.Text(new SensitiveText("prompt")),
                        GenerationSettings.greedy(tokenCount),
                        priority,
                        deadline,
                        false,
                        null);
        return new PromptMasked(
                requestId + "/prompt", requestId, TenantId.DEFAULT, now, pool, spec, Map.of());
    }
}

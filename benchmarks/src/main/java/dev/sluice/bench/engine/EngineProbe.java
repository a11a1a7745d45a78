package dev.sluice.bench.engine;

import dev.sluice.worker.decode.Engine;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Runs workloads on an engine. Token ids are random: a pass takes the same time whatever they are.
/// Engine thread.
final class EngineProbe {
    private static final long SEED = 1;

    private final Engine engine;
    private final EnginePlan plan;
    private final int[] tokens;
    private final int[] cachedTokenCounts;

    EngineProbe(Engine engine, EnginePlan plan) {
        this.engine = engine;
        this.plan = plan;
        int tokenCount = Math.max(plan.slotLength(), plan.sequenceCountMax());
        int vocabularySize = engine.shape().vocabularySize();
        this.tokens = new SplittableRandom(SEED).ints(tokenCount, 0, vocabularySize).toArray();
        this.cachedTokenCounts = new int[plan.sequenceCountMax()];
        fillContext();
    }

    /// Answers how many tokens were read or made.
    int run(Workload.Pass pass) {
        return switch (pass) {
            case Workload.Decode(int sequenceCount) -> decode(sequenceCount);
            case Workload.Prefill(int promptTokenCount) -> prefill(promptTokenCount);
        };
    }

    /// Always after the same context: a measurement writes over the steps of the one before.
    private int decode(int sequenceCount) {
        for (int step = 0; step < plan.stepCount(); step++) {
            Arrays.fill(cachedTokenCounts, plan.contextTokenCount() + step);
            engine.decode(0, sequenceCount, tokens, cachedTokenCounts);
        }
        return sequenceCount * plan.stepCount();
    }

    private int prefill(int promptTokenCount) {
        engine.prefill(plan.promptSlot(engine), tokens, 0, promptTokenCount, 0);
        return promptTokenCount;
    }

    private void fillContext() {
        engine.prefill(0, tokens, 0, plan.contextTokenCount(), 0);
        for (int slot = 1; slot < plan.sequenceCountMax(); slot++) {
            engine.copySlot(0, slot, plan.contextTokenCount());
        }
    }
}

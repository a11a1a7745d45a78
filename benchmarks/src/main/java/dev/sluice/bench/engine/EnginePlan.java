package dev.sluice.bench.engine;

import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.engine.Device;
import dev.sluice.worker.engine.EngineOptions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What to measure, and with what in the cache.
///
/// @param contextTokenCount tokens in each slot before the first decode step
/// @param stepCount decode steps in one measurement
/// @param roundCount measurements of each workload; one more, the first, warms up
record EnginePlan(
        List<Integer> sequenceCounts,
        List<Integer> promptTokenCounts,
        List<Integer> requestCounts,
        int contextTokenCount,
        int stepCount,
        int roundCount) {
    private static final int SEQUENCES_MAX = 256;
    private static final int TOKENS_MAX = 8192;
    private static final int ROUNDS_MAX = 1000;
    private static final int LOOP_ROUNDS_MAX = 3;

    EnginePlan {
        sequenceCounts = List.copyOf(sequenceCounts);
        promptTokenCounts = List.copyOf(promptTokenCounts);
        requestCounts = List.copyOf(requestCounts);
        sequenceCounts.forEach(count -> requireRange("--batches", count, SEQUENCES_MAX));
        promptTokenCounts.forEach(count -> requireRange("--prefill", count, TOKENS_MAX));
        requestCounts.forEach(count -> requireRange("--requests", count, SEQUENCES_MAX));
        requireRange("--context", contextTokenCount, TOKENS_MAX);
        requireRange("--steps", stepCount, TOKENS_MAX);
        requireRange("--rounds", roundCount, ROUNDS_MAX);
    }

    List<Workload.Requests> requests() {
        return requestCounts.stream().map(Workload.Requests::new).distinct().toList();
    }

    List<Workload.Pass> passes() {
        Stream<Workload.Pass> decodes = sequenceCounts.stream().map(Workload.Decode::new);
        Stream<Workload.Pass> prefills = promptTokenCounts.stream().map(Workload.Prefill::new);
        return Stream.concat(decodes, prefills).distinct().toList();
    }

    int sequenceCountMax() {
        return sequenceCounts.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /// Tokens that the longest sequence reaches.
    int slotLength() {
        return Math.max(contextTokenCount + stepCount, promptTokenCountMax());
    }

    /// A slot for each sequence, and one for prompts: reading one must not touch a sequence.
    EngineOptions engineOptions(int threadCount, boolean isSpinning) {
        int promptPassMax = Math.max(contextTokenCount, promptTokenCountMax());
        return new EngineOptions(
                new Device.Cpu(),
                sequenceCountMax() + 1,
                slotLength(),
                promptPassMax,
                threadCount,
                isSpinning);
    }

    /// For the decode loop.
    EngineOptions loopEngineOptions(int threadCount, boolean isSpinning) {
        return loopEngineOptions(
                LoopProbe.SLOT_COUNT, LoopProbe.SLOT_LENGTH, threadCount, isSpinning);
    }

    /// For whole requests through the decode loop, a slot each.
    EngineOptions requestEngineOptions(int requestCount, int threadCount, boolean isSpinning) {
        return loopEngineOptions(
                requestCount, LoopProbe.REQUEST_SLOT_LENGTH, threadCount, isSpinning);
    }

    private static EngineOptions loopEngineOptions(
            int slotCount, int slotLength, int threadCount, boolean isSpinning) {
        return new EngineOptions(
                new Device.Cpu(),
                slotCount,
                slotLength,
                LoopProbe.PREFILL_TOKENS_MAX,
                threadCount,
                isSpinning);
    }

    /// Of the decode loop, whose rounds take half a minute.
    int loopRoundCount() {
        return Math.min(roundCount, LOOP_ROUNDS_MAX);
    }

    int promptSlot(Engine engine) {
        return engine.shape().slotCount() - 1;
    }

    private int promptTokenCountMax() {
        IntStream counts = promptTokenCounts.stream().mapToInt(Integer::intValue);
        return counts.max().orElse(0);
    }

    private static void requireRange(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "%s has %d, allowed are 1 to %d".formatted(option, value, most));
        }
    }
}

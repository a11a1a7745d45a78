package dev.sluice.bench.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Samples;
import dev.sluice.worker.decode.Engine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench engine`.
@Command(
        name = "engine",
        description = {
            "Measures the engine alone, in tokens per second: no sampling, no text, no Kafka;",
            "then the decode loop around it, as a worker has it.",
            "",
            "decode, sequences: N   tokens made per second, all N sequences together, one token"
                    + " each per step",
            "prefill, tokens: N     tokens read per second, a prompt of N tokens in one pass into"
                    + " an empty slot",
            "",
            "whole requests: N      tokens per second of N requests together through the decode"
                    + " loop, as",
            "                       `bench load --streams N --max-tokens 256` sends them through"
                    + " the mesh",
            "same first 1,000       how much sooner a prompt's first token comes when another began"
                    + " the same",
            "beside N streams       what N running streams notice of a prompt of 1,024 tokens: gaps"
                    + " between tokens, 95th percentile",
            "",
            "A figure is the median of several rounds. Workloads take turns within a round; one"
                    + " round before",
            "them warms up.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench engine --threads 2",
            "  ./sluice bench engine --threads 1 --batches 1,8 --json",
        })
public final class EngineCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /// One stream, and all slots but the prompt's.
    private static final List<Integer> BESIDE_STREAMS = List.of(1, LoopProbe.SLOT_COUNT - 1);

    private static final List<Integer> REQUEST_COUNTS = List.of(8, 32);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of the engine (default: one per processor)")
    private int threadCount = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--batches",
            split = ",",
            paramLabel = "N",
            description = "sequences at a time (default: 1,2,4,8,16,32)")
    private List<Integer> sequenceCounts = List.of(1, 2, 4, 8, 16, 32);

    @Option(
            names = "--prefill",
            split = ",",
            paramLabel = "N",
            description = "prompt lengths in tokens (default: 128,512)")
    private List<Integer> promptTokenCounts = List.of(128, 512);

    @Option(
            names = "--requests",
            split = ",",
            paramLabel = "N",
            description =
                    "requests at a time, through the decode loop (default: 8,32; none with"
                            + " --no-loop)")
    private @Nullable List<Integer> requestCounts;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "tokens in each slot before decoding (default: ${DEFAULT-VALUE})")
    private int contextTokenCount = 128;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "decode steps in a measurement (default: ${DEFAULT-VALUE})")
    private int stepCount = 32;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "measurements of each workload (default: ${DEFAULT-VALUE})")
    private int roundCount = 5;

    @Option(
            names = "--spinning",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "engine threads wait busily, as the worker's do (default: true)")
    private boolean isSpinning = true;

    @Option(
            names = "--loop",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "measure the decode loop too (default: true)")
    private boolean isLoopMeasured = true;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            description = "the model (default: the catalogue's default)")
    private @Nullable String model;

    @Option(names = "--json", description = "print a line of JSON after the table")
    private boolean json;

    @Override
    public Integer call() {
        EnginePlan plan = plan();
        ModelUnderTest tested = ModelUnderTest.open(model);
        EngineFigures figures = measure(plan, tested);
        PrintWriter out = commandSpec().commandLine().getOut();
        out.println(figures.table());
        ObjectNode line = figures.json();
        if (isLoopMeasured) {
            out.flush();
            LoopFigures loopFigures = measureLoop(plan, tested);
            out.println();
            out.println(loopFigures.table());
            loopFigures.putInto(line);
        }
        if (json) {
            out.println(line);
        }
        out.flush();
        return 0;
    }

    private EnginePlan plan() {
        try {
            return new EnginePlan(
                    sequenceCounts,
                    promptTokenCounts,
                    requestCounts(),
                    contextTokenCount,
                    stepCount,
                    roundCount);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    private List<Integer> requestCounts() {
        if (requestCounts != null) {
            return requestCounts;
        }
        return isLoopMeasured ? REQUEST_COUNTS : List.of();
    }

    private EngineFigures measure(EnginePlan plan, ModelUnderTest tested) {
        SequencedMap<Workload, Samples> samples = new LinkedHashMap<>(measurePasses(plan, tested));
        for (Workload.Requests requests : plan.requests()) {
            samples.put(requests, measureRequests(requests, plan, tested));
        }
        return new EngineFigures(samples);
    }

    private SequencedMap<Workload.Pass, Samples> measurePasses(
            EnginePlan plan, ModelUnderTest tested) {
        requireContext(plan, tested.folder().config().contextTokens());
        try (Engine engine = tested.engine(plan.engineOptions(threadCount, isSpinning))) {
            EngineProbe probe = new EngineProbe(engine, plan);
            return InterleavedRounds.measure(
                    plan.passes(),
                    plan.roundCount(),
                    pass -> tokensPerSecond(() -> probe.run(pass)));
        }
    }

    private Samples measureRequests(
            Workload.Requests requests, EnginePlan plan, ModelUnderTest tested) {
        int count = requests.requestCount();
        try (Engine engine =
                tested.engine(plan.requestEngineOptions(count, threadCount, isSpinning))) {
            LoopProbe probe = new LoopProbe(engine);
            return Objects.requireNonNull(
                    InterleavedRounds.measure(
                                    List.of(requests),
                                    plan.loopRoundCount(),
                                    _ -> tokensPerSecond(() -> probe.answer(count)))
                            .get(requests));
        }
    }

    private LoopFigures measureLoop(EnginePlan plan, ModelUnderTest tested) {
        List<Double> loadMillis = new ArrayList<>();
        for (int round = 0; round < plan.loopRoundCount(); round++) {
            loadMillis.add(loadMillis(plan));
        }
        try (Engine engine = tested.engine(plan.loopEngineOptions(threadCount, isSpinning))) {
            LoopProbe probe = new LoopProbe(engine);
            List<PrefixReuse> prefixes = new ArrayList<>();
            SequencedMap<Integer, List<BesidePrompt>> beside = new LinkedHashMap<>();
            BESIDE_STREAMS.forEach(count -> beside.put(count, new ArrayList<>()));
            for (int round = 0; round < plan.loopRoundCount(); round++) {
                prefixes.add(probe.secondOfTheSamePrefix());
                beside.forEach((count, of) -> of.add(probe.longPromptBeside(count)));
            }
            return new LoopFigures(loadMillis, prefixes, beside, probe.heapBytesPerToken());
        }
    }

    /// What a worker does before it is ready, but for its warm-up.
    private double loadMillis(EnginePlan plan) {
        long startNanos = System.nanoTime();
        ModelUnderTest loaded = ModelUnderTest.open(model);
        try (Engine _ = loaded.engine(plan.loopEngineOptions(threadCount, isSpinning))) {
            return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
        }
    }

    private void requireContext(EnginePlan plan, int contextTokens) {
        if (plan.slotLength() > contextTokens) {
            throw new ParameterException(
                    commandSpec().commandLine(),
                    "a sequence would reach %d tokens, the model's context is %d"
                            .formatted(plan.slotLength(), contextTokens));
        }
    }

    private static double tokensPerSecond(IntSupplier run) {
        long startNanos = System.nanoTime();
        int tokenCount = run.getAsInt();
        return tokenCount * NANOS_PER_SECOND / (System.nanoTime() - startNanos);
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}

package dev.sluice.bench.scheduling;

import dev.sluice.bench.report.Samples;
import dev.sluice.bench.scheduling.SchedulerFigures.Figure;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench scheduler`.
@Command(
        name = "scheduler",
        description = {
            "Measures the scheduler's core alone, without Kafka: 1,000 tenants, three classes,",
            "64 slots, all taken.",
            "",
            "decision        one slot is free: choose who gets it, and note that; processor time",
            "                (mean, µs; at most 20)",
            "elapsed         the same by the clock, whatever else the machine does",
            "cycle           a request is queued, one is assigned, one begins and ends (mean, µs)",
            "bytes/request   heap that a waiting request takes, a prompt of 50 characters included",
            "                (at most 1024)",
            "growth          the decision on the longest queue against that on the shortest",
            "takeover        a successor decodes and queues what waits, and decides (s, without"
                    + " the",
            "                broker; at most 10 for 100,000)",
            "",
            "A figure is the median of several rounds.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench scheduler",
            "  ./sluice bench scheduler --waiting 1000,1000000 --json",
        })
public final class SchedulerCommand implements Callable<Integer> {
    private static final int WAITING_MAX = 2_000_000;
    private static final int CYCLES_MAX = 1_000_000;
    private static final int ROUNDS_MAX = 1_000;
    private static final double NANOS_PER_MICRO = 1e3;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--waiting",
            split = ",",
            paramLabel = "N",
            description = "requests that wait (default: 1000,10000,100000,1000000)")
    private List<Integer> waitingCounts = List.of(1_000, 10_000, 100_000, 1_000_000);

    @Option(
            names = "--cycles",
            paramLabel = "N",
            description = "decisions in a round (default: ${DEFAULT-VALUE})")
    private int cycleCount = 20_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "rounds, after one that warms up (default: ${DEFAULT-VALUE})")
    private int roundCount = 5;

    @Option(
            names = "--takeover",
            paramLabel = "N",
            description = "prompts that a successor finds waiting (default: ${DEFAULT-VALUE})")
    private int takeoverCount = 100_000;

    @Option(names = "--json", description = "print a line of JSON after the table")
    private boolean json;

    @Override
    public Integer call() {
        waitingCounts.forEach(count -> within("--waiting", count, WAITING_MAX));
        within("--cycles", cycleCount, CYCLES_MAX);
        within("--rounds", roundCount, ROUNDS_MAX);
        within("--takeover", takeoverCount, WAITING_MAX);
        new Round().run(filled(1_000), 1_000);
        double takeoverSeconds = Takeover.seconds(takeoverCount);
        var figures =
                new SchedulerFigures(
                        waitingCounts.stream().map(this::measure).toList(), takeoverSeconds);
        PrintWriter out = commandSpec().commandLine().getOut();
        out.println(figures.table());
        out.printf("growth %.1f, of log n %.1f%n", figures.growth(), figures.logGrowth());
        out.printf(
                "takeover of %d waiting: first decision after %.1f s%n",
                takeoverCount, takeoverSeconds);
        if (json) {
            out.println(figures.json());
        }
        out.flush();
        return 0;
    }

    private Figure measure(int waitingCount) {
        long before = usedBytes();
        FullShard shard = filled(waitingCount);
        long bytes = (usedBytes() - before) / waitingCount;
        new Round().run(shard, cycleCount);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < roundCount; i++) {
            rounds.add(new Round().run(shard, cycleCount));
        }
        if (shard.waitingCount() != waitingCount) {
            throw new IllegalStateException(shard.waitingCount() + " wait, not " + waitingCount);
        }
        return new Figure(
                waitingCount,
                samples(rounds, round -> round.decidingCpuNanos),
                samples(rounds, round -> round.decidingNanos),
                samples(rounds, round -> round.nanos),
                bytes);
    }

    private static FullShard filled(int waitingCount) {
        FullShard shard = new FullShard(WAITING_MAX * 2);
        shard.fill(waitingCount);
        return shard;
    }

    private Samples samples(List<Round> rounds, ToLongFunction<Round> nanos) {
        return new Samples(
                rounds.stream()
                        .map(round -> nanos.applyAsLong(round) / NANOS_PER_MICRO / cycleCount)
                        .toList());
    }

    /// Requests come and end one by one, and each slot that becomes free is given away at once.
    private static final class Round {
        private long decidingCpuNanos;
        private long decidingNanos;
        private long nanos;

        private Round run(FullShard shard, int cycleCount) {
            var threads = ManagementFactory.getThreadMXBean();
            long startNanos = System.nanoTime();
            for (int i = 0; i < cycleCount; i++) {
                shard.admit();
                shard.finishOne();
                long fromNanos = System.nanoTime();
                long fromCpuNanos = threads.getCurrentThreadCpuTime();
                shard.dispatch();
                decidingCpuNanos += threads.getCurrentThreadCpuTime() - fromCpuNanos;
                decidingNanos += System.nanoTime() - fromNanos;
            }
            nanos = System.nanoTime() - startNanos;
            return this;
        }
    }

    /// After a collection, which the JVM is asked for.
    private static long usedBytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    commandSpec().commandLine(),
                    "%s has %d, allowed are 1 to %d".formatted(option, value, most));
        }
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}

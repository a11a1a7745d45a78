package dev.sluice.bench.micro;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Table;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench micro`.
@Command(
        name = "micro",
        description = {
            "Runs the JMH benchmarks: each in a process of its own, warmed up first.",
            "",
            "MaskerBenchmark.whole   characters per microsecond of one thread, all detectors on",
            "MaskerBenchmark.chunk   microseconds for one chunk of four characters",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench micro",
            "  ./sluice bench micro --filter MaskerBenchmark.chunk --texts PROSE,CHINESE --json",
        })
public final class MicroCommand implements Callable<Integer> {
    private static final int ITERATIONS_MAX = 1_000;
    private static final int WARMUPS = 3;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--filter",
            paramLabel = "REGEX",
            description = "benchmarks by name (default: all)")
    private String filter = ".*";

    @Option(
            names = "--texts",
            split = ",",
            paramLabel = "NAME",
            description = "texts of the masker's benchmarks (default: all)")
    private String @Nullable [] texts;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "seconds that each is measured, behind 3 to warm up (default: 5)")
    private int iterations = 5;

    @Option(names = "--json", description = "print a line of JSON after the table")
    private boolean json;

    @Override
    public Integer call() {
        Collection<RunResult> results = measure();
        PrintWriter out = commandSpec().commandLine().getOut();
        out.println(table(results));
        if (json) {
            out.println(json(results));
        }
        out.flush();
        return 0;
    }

    private Collection<RunResult> measure() {
        if (iterations < 1 || iterations > ITERATIONS_MAX) {
            throw refused(
                    "--iterations is %d, allowed are 1 to %d"
                            .formatted(iterations, ITERATIONS_MAX));
        }
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(filter)
                        .forks(1)
                        .warmupIterations(WARMUPS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(iterations)
                        .measurementTime(TimeValue.seconds(1))
                        .jvmArgsAppend("-XX:+UseSerialGC")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT);
        if (texts != null) {
            options.param("text", texts);
        }
        try {
            return new Runner(options.build()).run();
        } catch (NoBenchmarksException e) {
            throw refused("--filter %s fits no benchmark".formatted(filter));
        } catch (RunnerException e) {
            throw refused("JMH: " + e.getMessage());
        }
    }

    private static Table table(Collection<RunResult> results) {
        Table table = new Table("benchmark", "score", "error", "p99", "unit");
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            table.row(
                    nameOf(run),
                    "" + Rounding.toThousandth(result.getScore()),
                    "" + Rounding.toThousandth(result.getScoreError()),
                    isSampled(run) ? "" + Rounding.toThousandth(p99(result)) : "",
                    result.getScoreUnit());
        }
        return table;
    }

    /// `{BENCHMARK:{"score","p99","unit"}}`.
    private static ObjectNode json(Collection<RunResult> results) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            ObjectNode one = all.putObject(nameOf(run));
            one.put("score", Rounding.toThousandth(result.getScore()));
            if (isSampled(run)) {
                one.put("p99", Rounding.toThousandth(p99(result)));
            }
            one.put("unit", result.getScoreUnit());
        }
        return all;
    }

    private static boolean isSampled(RunResult run) {
        return run.getParams().getMode() == org.openjdk.jmh.annotations.Mode.SampleTime;
    }

    private static double p99(Result<?> result) {
        return result.getStatistics().getPercentile(99);
    }

    private static String nameOf(RunResult run) {
        String benchmark = run.getParams().getBenchmark();
        int method = benchmark.lastIndexOf('.');
        String name = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
        String text = run.getParams().getParam("text");
        return text == null ? name : name + " " + text;
    }

    private ParameterException refused(String message) {
        return new ParameterException(commandSpec().commandLine(), message);
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}

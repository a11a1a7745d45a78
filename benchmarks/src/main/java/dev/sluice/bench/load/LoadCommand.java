package dev.sluice.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bench load`.
@Command(
        name = "load",
        description = {
            "Puts load on a running gateway and measures what its clients see. Asks for streamed"
                    + " chat answers",
            "at temperature 0.",
            "",
            "--streams N   closed loop: N streams, each asks again when its answer is complete."
                    + " With several",
            "              numbers they take turns, and the ratio of their tokens/s is printed.",
            "--rate R      open loop: R requests a second on average, independent arrivals"
                    + " (Poisson, fixed",
            "              seed), measured from the moment each should have been sent.",
            "",
            "TTFT         start of a request to its first chunk with text",
            "ITL          from a chunk with text to the next",
            "TPOT         first to last chunk, divided by the tokens but the first; one per"
                    + " answer",
            "end to end   start of a request to the end of its answer",
            "tokens/s     tokens that arrived within the duration, per second",
            "goodput      requests whose answer met --slo-ttft and --slo-tpot, per second",
            "",
            "Latencies are of completed answers, in milliseconds; failed requests are counted by"
                    + " reason.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench load --streams 8 --duration 30s",
            "  ./sluice bench load --streams 1,8 --duration 60s --json",
            "  ./sluice bench load --rate 2.5 --duration 2m --slo-ttft 500ms",
        })
public final class LoadCommand implements Callable<Integer> {
    private static final Duration DURATION_MAX = Duration.ofHours(1);
    private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
    private static final int FIRST_NUMBER = 999_999;
    private static final int FIRST_TOKENS = 8;

    @ArgGroup(multiplicity = "1")
    private Kind kind = new Kind();

    /// How load is put on.
    static final class Kind {
        @Option(
                names = "--streams",
                split = ",",
                paramLabel = "N",
                description = "streams of a closed loop")
        private List<Integer> streamCounts = List.of();

        @Option(
                names = "--rate",
                paramLabel = "R",
                description = "requests per second of an open loop")
        private double ratePerSecond;

        List<Load> loads() {
            return streamCounts.isEmpty()
                    ? List.of(new Load.Rate(ratePerSecond))
                    : streamCounts.stream().<Load>map(Load.Streams::new).distinct().toList();
        }
    }

    @Option(
            names = "--duration",
            required = true,
            converter = DurationText.class,
            paramLabel = "D",
            description = "how long, for each of several loads: 30s, 2m; at most 1h")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warm-up",
            converter = DurationText.class,
            paramLabel = "D",
            description = {
                "of the same load before it counts (default: 5s): a client's first seconds are",
                "spent on compiling it"
            })
    private Duration warmUpDuration = Duration.ofSeconds(5);

    @Option(
            names = "--max-tokens",
            paramLabel = "M",
            description = "tokens of an answer (default: ${DEFAULT-VALUE})")
    private int tokensMax = 64;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "no more requests than that (default: ${DEFAULT-VALUE})")
    private int requestCountMax = 10_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "turns in which several loads share the time (default: ${DEFAULT-VALUE})")
    private int roundCount = 3;

    @Option(
            names = "--slo-ttft",
            converter = DurationText.class,
            paramLabel = "D",
            description = "longest good time to first token (default: 1s)")
    private Duration firstTokenMax = Duration.ofSeconds(1);

    @Option(
            names = "--slo-tpot",
            converter = DurationText.class,
            paramLabel = "D",
            description = "longest good time per token (default: 200ms)")
    private Duration perTokenMax = Duration.ofMillis(200);

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "of the arrival times (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Mixin private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Load> loads = loads();
        Target target = gateway.target();
        try (StreamingClient client = new StreamingClient(target)) {
            LoadReport report = measure(loads, client);
            gateway.print(report.text(), report.json());
        }
        return 0;
    }

    private List<Load> loads() {
        gateway.requireRange("--max-tokens", tokensMax, 100_000);
        gateway.requireRange("--max-requests", requestCountMax, 1_000_000);
        gateway.requireRange("--rounds", roundCount, 1000);
        gateway.require(
                duration.isPositive() && duration.compareTo(DURATION_MAX) <= 0,
                "--duration is more than 0, at most 1h");
        gateway.require(
                !warmUpDuration.isNegative() && warmUpDuration.compareTo(DURATION_MAX) <= 0,
                "--warm-up is 0 or more, at most 1h");
        try {
            return kind.loads();
        } catch (IllegalArgumentException e) {
            throw gateway.wrongUsage(e.getMessage());
        }
    }

    private LoadReport measure(List<Load> loads, StreamingClient client)
            throws IOException, InterruptedException {
        String asked = gateway.model(client);
        askOnce(client, asked);
        LoadGenerator generator =
                new LoadGenerator(
                        (number, start) -> client.ask(asked, number, tokensMax, start),
                        new LoadGenerator.Limits(requestCountMax, DRAIN_MAX));
        ServiceLevel level = new ServiceLevel(firstTokenMax, perTokenMax);
        SequencedMap<Load, LoadFigures> figures = new LinkedHashMap<>();
        for (Load load : loads) {
            figures.put(load, new LoadFigures(level));
            if (warmUpDuration.isPositive()) {
                var _ = put(load, generator, warmUpDuration);
            }
        }
        int turns = loads.size() == 1 ? 1 : roundCount;
        for (int turn = 0; turn < turns; turn++) {
            for (var entry : figures.entrySet()) {
                entry.getValue().add(put(entry.getKey(), generator, duration.dividedBy(turns)));
            }
        }
        return new LoadReport(figures, level);
    }

    private LoadWindow put(Load load, LoadGenerator generator, Duration length)
            throws InterruptedException {
        return switch (load) {
            case Load.Streams(int count) -> generator.closedLoop(count, length);
            case Load.Rate(double perSecond) ->
                    generator.openLoop(new PoissonSchedule(perSecond, seed), length);
        };
    }

    /// One short answer, so that a gateway that cannot answer is told at once.
    private void askOnce(StreamingClient client, String asked) throws IOException {
        Answer answer = client.ask(asked, FIRST_NUMBER, FIRST_TOKENS, System.nanoTime());
        if (answer instanceof Answer.Failed(String reason)) {
            throw new IOException(
                    "a first request for model %s ended with: %s".formatted(asked, reason));
        }
    }
}

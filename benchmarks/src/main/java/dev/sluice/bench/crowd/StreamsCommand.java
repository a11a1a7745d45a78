package dev.sluice.bench.crowd;

import dev.sluice.bench.load.DurationText;
import dev.sluice.bench.load.StreamingClient;
import dev.sluice.bench.load.Target;
import dev.sluice.runtime.home.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench streams`.
@Command(
        name = "streams",
        description = {
            "Holds many streams open on one running gateway, counts what each connection gets, and"
                    + " looks at",
            "what the gateway's process takes. How often a stream has an event is the engine's"
                    + " matter: the",
            "example's engine gives each one a second.",
            "",
            "dropped        connections that were refused, cut off or ended early, by reason",
            "events missed  indexes that a connection did not get, or got again",
            "MB, cores      of the process that listens on the gateway's port, if it is on this"
                    + " machine",
            "idle           connections that had one short answer and are kept, measured before the"
                    + " streams",
            "per stream     the most that was resident with all streams, less that at rest",
            "",
            "Exit code 1: a connection was dropped, or an event missed.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8085 --id w1 --engine"
                    + " simulated \\",
            "      --ttft 0ms --itl 1000ms --slots 11000",
            "  ./sluice bench streams --connections 10000 --duration 60s",
            "  ./sluice bench streams --connections 10000 --streams 1000 --duration 60s --json",
        })
public final class StreamsCommand implements Callable<Integer> {
    private static final int CONNECTIONS_MAX = 60_000;
    private static final Duration DURATION_MAX = Duration.ofHours(1);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--connections",
            required = true,
            paramLabel = "N",
            description = "connections that read a stream each")
    private int connectionCount;

    @Option(
            names = "--streams",
            paramLabel = "S",
            description = {
                "different streams (default: as many as connections); with fewer, further",
                "connections read the same ones by GET /v1/streams/{id}"
            })
    private @Nullable Integer streamCount;

    @Option(
            names = "--duration",
            required = true,
            converter = DurationText.class,
            paramLabel = "D",
            description = "how long events are counted, once every stream has begun: at most 1h")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--max-tokens",
            paramLabel = "M",
            description = "tokens of each stream (default: ${DEFAULT-VALUE})")
    private int tokensMax = 4096;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "the gateway's process (default: who listens on its port here)")
    private @Nullable Long pid;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "the model (default: the first that the gateway serves)")
    private @Nullable String model;

    @Option(
            names = "--allow-remote",
            description = "open connections to a gateway that is not on this machine")
    private boolean isRemoteAllowed;

    @Option(names = "--json", description = "print a line of JSON after the table")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRange("--connections", connectionCount, CONNECTIONS_MAX);
        int streams = Objects.requireNonNullElse(streamCount, connectionCount);
        requireRange("--streams", streams, connectionCount);
        requireRange("--max-tokens", tokensMax, 100_000);
        require(
                duration.isPositive() && duration.compareTo(DURATION_MAX) <= 0,
                "--duration is more than 0, at most 1h");
        Target target = Target.of(System.getenv(), Home.open().adminKeyFile());
        require(
                isRemoteAllowed || target.isLoopback(),
                "SLUICE_URL=" + target + " is not this machine: add --allow-remote if you mean it");
        String asked = modelOf(target);
        ProcessMeter process = processOf(target);
        try (CrowdClient client = new CrowdClient(target, connectionCount)) {
            var plan = new Crowd.Plan(connectionCount, streams, duration, asked, tokensMax);
            StreamsReport report = new Crowd(plan, client, process).measure();
            print(report);
            return report.isComplete() ? 0 : 1;
        }
    }

    private String modelOf(Target target) throws IOException, InterruptedException {
        if (model != null) {
            return model;
        }
        try (StreamingClient client = new StreamingClient(target)) {
            return client.firstModel();
        }
    }

    private @Nullable ProcessMeter processOf(Target target) throws IOException {
        if (pid != null) {
            require(Files.exists(Path.of("/proc", "" + pid)), "--pid is " + pid + ": no process");
            return new ProcessMeter(pid);
        }
        if (!target.isLoopback() || !Files.isReadable(Path.of("/proc/net/tcp"))) {
            return null;
        }
        OptionalLong found = ProcessMeter.listeningOn(CrowdClient.port(target));
        return found.isEmpty() ? null : new ProcessMeter(found.getAsLong());
    }

    private void print(StreamsReport report) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(report.text());
        if (json) {
            out.println(report.json());
        }
        out.flush();
    }

    private void requireRange(String option, int value, int most) {
        require(
                value >= 1 && value <= most,
                "%s is %d, allowed are 1 to %d".formatted(option, value, most));
    }

    private void require(boolean isRight, String message) {
        if (!isRight) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
        }
    }
}

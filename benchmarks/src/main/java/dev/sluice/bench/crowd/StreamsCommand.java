package dev.sluice.bench.crowd;

import dev.sluice.bench.load.DurationText;
import dev.sluice.bench.load.GatewayOptions;
import dev.sluice.bench.load.StreamingClient;
import dev.sluice.bench.load.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        gateway.requireRange("--connections", connectionCount, CONNECTIONS_MAX);
        int streams = Objects.requireNonNullElse(streamCount, connectionCount);
        gateway.requireRange("--streams", streams, connectionCount);
        gateway.requireRange("--max-tokens", tokensMax, 100_000);
        gateway.require(
                duration.isPositive() && duration.compareTo(DURATION_MAX) <= 0,
                "--duration is more than 0, at most 1h");
        Target target = gateway.target();
        String asked = modelOf(target);
        ProcessMeter process = processOf(target);
        try (CrowdClient client = new CrowdClient(target, connectionCount)) {
            var plan = new Crowd.Plan(connectionCount, streams, duration, asked, tokensMax);
            StreamsReport report = new Crowd(plan, client, process).measure();
            gateway.print(report.text(), report.json());
            return report.isComplete() ? 0 : 1;
        }
    }

    private String modelOf(Target target) throws IOException, InterruptedException {
        try (StreamingClient client = new StreamingClient(target)) {
            return gateway.model(client);
        }
    }

    private @Nullable ProcessMeter processOf(Target target) throws IOException {
        if (pid != null) {
            gateway.require(
                    Files.exists(Path.of("/proc", "" + pid)), "--pid is " + pid + ": no process");
            return new ProcessMeter(pid);
        }
        if (!target.isLoopback() || !Files.isReadable(Path.of("/proc/net/tcp"))) {
            return null;
        }
        OptionalLong found = ProcessMeter.listeningOn(target.port());
        return found.isEmpty() ? null : new ProcessMeter(found.getAsLong());
    }
}

package dev.sluice.standalone.command;

import dev.sluice.standalone.broker.Ports;
import dev.sluice.standalone.up.OneProcessMesh;
import dev.sluice.worker.EngineChoice;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Everything on this machine, until the process is asked to end.
@Command(
        name = "up",
        description = {
            "Runs everything on this machine: an embedded Kafka broker, the model and all services",
            "in one process. The first start fetches and converts the model. Ctrl-C stops it.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice up",
            "  ./sluice up --port 9000 --slots 16",
            "  ./sluice up --kafka broker-1:9092,broker-2:9092",
            "  ./sluice up --engine simulated --itl 20ms",
            "  ./sluice up --engine remote --remote-url http://gpu-1:8000/v1 --model NAME",
        })
final class UpCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "the HTTP port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "use these Kafka brokers, comma-separated, and not the embedded one")
    private @Nullable String kafka;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            description =
                    "a model of ./sluice models list, or a GGUF file (default: the catalogue's)")
    private @Nullable String model;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "how many requests the worker runs at once")
    private @Nullable Integer slots;

    /// For the launcher: a start that only shows the JVM what a start needs.
    @Option(names = "--rehearse", hidden = true)
    private boolean isRehearsal;

    @Mixin private final EngineChoice engine = new EngineChoice();

    @Override
    public Integer call() {
        requireUsage(port >= 1 && port <= 65_535, "--port must be 1 to 65535, not " + port);
        requireUsage(slots == null || slots >= 1, "--slots must be 1 or more, not " + slots);
        engine.requireModel(model);
        var options =
                new OneProcessMesh.Options(
                        isRehearsal ? Ports.anyFree() : port,
                        kafka,
                        model,
                        slots,
                        engine.isNative(),
                        engine.settings(),
                        isRehearsal);
        OneProcessMesh.run(options, System.out);
        return 0;
    }

    private void requireUsage(boolean isRight, String message) {
        if (!isRight) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
        }
    }
}

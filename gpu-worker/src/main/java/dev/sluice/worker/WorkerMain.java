package dev.sluice.worker;

import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.process.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./sluice run gpu-worker`.
@QuarkusMain(name = "gpu-worker")
@Command(
        name = "sluice run gpu-worker",
        description = "Runs a model and streams its tokens into Kafka.",
        footer = {
            "",
            "Examples:",
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8085 --id w1",
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8086 --id w2 --slots 16",
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8087 --id w3 --engine"
                    + " simulated \\",
            "      --ttft 200ms --itl 20ms --model load-test",
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8088 --id g0 --device cuda:0",
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8089 --id w4 --slots 64 \\",
            "      --engine remote --remote-url http://gpu-1:8000/v1 --model deepseek-r1 \\",
            "      --remote-model deepseek-ai/DeepSeek-R1"
        })
public final class WorkerMain extends ServiceCommand {
    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "the worker's stable name")
    private String id = "";

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            description =
                    "a model of the catalogue, or a GGUF file (default: smollm2-135m-instruct);"
                            + " with --engine simulated or remote any name")
    private @Nullable String model;

    @Option(names = "--slots", paramLabel = "N", description = "sequences at once (default: 8)")
    private @Nullable Integer slots;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "cpu, or cuda:N for an NVIDIA GPU; ./sluice doctor --engine cuda says what it"
                            + " lacks (default: cpu)")
    private @Nullable String device;

    @Mixin private final EngineChoice engine = new EngineChoice();

    private WorkerMain() {}

    public static void main(String... args) {
        ServiceCommand.main(new WorkerMain(), args);
    }

    @Override
    protected void configure(Home home) {
        engine.requireModel(model);
        System.setProperty("sluice.worker.id", id);
        set("sluice.worker.model", model);
        set("sluice.worker.slots", slots);
        set("sluice.worker.device", device);
        engine.settings().forEach(System::setProperty);
    }

    private static void set(String key, @Nullable Object value) {
        if (value != null) {
            System.setProperty(key, value.toString());
        }
    }
}

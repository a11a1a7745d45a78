package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.doctor.Check;
import dev.sluice.standalone.doctor.CudaChecks;
import dev.sluice.standalone.doctor.KafkaCheck;
import dev.sluice.standalone.doctor.MachineChecks;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What this machine lacks.
@Command(
        name = "doctor",
        description = {
            "Checks what this machine has for running the mesh, and says what to do about what is",
            "missing; exit code 0 if nothing is. --engine cuda looks at the NVIDIA GPU as well.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice doctor",
            "  ./sluice doctor --kafka broker-1:9092 --port 9000",
            "  ./sluice doctor --engine cuda",
            "  ./sluice doctor --engine cuda:1 --json",
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(5);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "the HTTP port to look at (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers that must answer, comma-separated")
    private @Nullable String kafka;

    @Option(
            names = "--engine",
            paramLabel = "cuda[:N]",
            description = "also what a worker with --device cuda:N needs (default for N: 0)")
    private @Nullable String engine;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        requireUsage(port >= 1 && port <= 65_535, "--port must be 1 to 65535, not " + port);
        requireUsage(
                engine == null || engine.matches("cuda(:[0-9]{1,3})?"),
                "--engine must be cuda or cuda:N, not " + engine);
        List<Check> checks = checks(Home.open());
        boolean isWell = checks.stream().noneMatch(c -> c.state() == Check.State.FAILED);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(toJson(checks, isWell).toPrettyString());
        } else {
            checks.forEach(check -> print(check, out));
        }
        out.flush();
        return isWell ? 0 : 1;
    }

    private List<Check> checks(Home home) {
        List<Check> checks = new ArrayList<>();
        checks.add(MachineChecks.java());
        checks.add(MachineChecks.memory());
        checks.add(MachineChecks.home(home));
        checks.add(MachineChecks.disk(home));
        checks.add(MachineChecks.port(port));
        if (kafka != null) {
            checks.add(KafkaCheck.of(kafka, KAFKA_PATIENCE));
        }
        if (engine != null) {
            checks.addAll(CudaChecks.of(home, gpuIndex(engine)));
        }
        return checks;
    }

    private static int gpuIndex(String engine) {
        return engine.contains(":") ? Integer.parseInt(engine.substring("cuda:".length())) : 0;
    }

    private static void print(Check check, PrintWriter out) {
        String state =
                switch (check.state()) {
                    case OK -> "ok";
                    case FAILED -> "FAILED";
                    case SKIPPED -> "skipped";
                };
        out.printf("%-18s %-8s %s%n", check.name(), state, check.detail());
        if (!check.remedy().isEmpty()) {
            out.printf("%-27s to do: %s%n", "", check.remedy());
        }
    }

    private static ObjectNode toJson(List<Check> checks, boolean isWell) {
        var node = JsonNodeFactory.instance.objectNode().put("ok", isWell);
        var list = node.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("name", check.name())
                    .put("state", check.state().name().toLowerCase(Locale.ROOT))
                    .put("detail", check.detail())
                    .put("remedy", check.remedy());
        }
        return node;
    }

    private void requireUsage(boolean isRight, String message) {
        if (!isRight) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
        }
    }
}

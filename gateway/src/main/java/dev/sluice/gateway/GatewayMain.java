package dev.sluice.gateway;

import dev.sluice.runtime.process.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine.Command;

/// The gateway as a process of its own: `./sluice run gateway --kafka HOST:PORT --port N`.
@QuarkusMain(name = "gateway")
public final class GatewayMain {
    private GatewayMain() {}

    @Command(
            name = "sluice run gateway",
            description = "Serves the OpenAI-compatible HTTP API over the mesh's topics.",
            footer = {"", "Example:", "  ./sluice run gateway --kafka 127.0.0.1:9092 --port 8080"})
    private static final class GatewayCommand extends ServiceCommand {}

    public static void main(String... args) {
        ServiceCommand.main(new GatewayCommand(), args);
    }
}

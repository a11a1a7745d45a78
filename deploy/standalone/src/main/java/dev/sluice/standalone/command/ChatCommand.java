package dev.sluice.standalone.command;

import dev.sluice.standalone.chat.Chat;
import dev.sluice.standalone.chat.Lines;
import dev.sluice.standalone.chat.PipedLines;
import dev.sluice.standalone.chat.TerminalLines;
import dev.sluice.standalone.client.GatewayClient;
import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.standalone.console.Terminal;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A conversation with the running gateway.
@Command(
        name = "chat",
        description = {
            "Talks with a model of the running gateway; answers appear as they are generated.",
            "/reset starts over, /system TEXT sets the system message, /exit leaves, and Ctrl-C",
            "stops a running answer.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice chat",
            "  ./sluice chat --system 'You answer in one sentence.' --temperature 0",
            "  echo 'What is the capital of France?' | ./sluice chat",
        })
final class ChatCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "the model (default: the first that the gateway lists)")
    private @Nullable String model;

    @Option(names = "--system", paramLabel = "TEXT", description = "the system message")
    private @Nullable String system;

    @Option(names = "--max-tokens", paramLabel = "N", description = "the longest answer, in tokens")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 always takes the likeliest token; higher is more varied")
    private @Nullable Double temperature;

    @Override
    public Integer call() {
        var gateway = Surroundings.gateway();
        String chosen = model == null ? firstModelOf(gateway) : model;
        try (Lines lines = openLines()) {
            if (lines.isInteractive()) {
                lines.note(
                        "%s at %s; /help lists what you can do"
                                .formatted(chosen, gateway.endpoint()));
            }
            new Chat(gateway, new Chat.Options(chosen, system, maxTokens, temperature), lines)
                    .run();
        }
        return 0;
    }

    private static Lines openLines() {
        return Terminal.isInteractive()
                ? new TerminalLines()
                : new PipedLines(
                        new InputStreamReader(System.in, StandardCharsets.UTF_8),
                        System.out,
                        System.err);
    }

    private static String firstModelOf(GatewayClient gateway) {
        String first = gateway.getJson("/v1/models").path("data").path(0).path("id").asText("");
        if (first.isEmpty()) {
            throw new OperatorFailure(
                    "the gateway at %s lists no model: start a worker with ./sluice run gpu-worker"
                            .formatted(gateway.endpoint()));
        }
        return first;
    }
}

package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class SluiceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            SluiceCommand.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true));

    @ParameterizedTest
    @CsvSource({
        "upp, upp",
        "up --port 0, --port",
        "up --port 65536, --port",
        "up --port many, many",
        "up --slots 0, --slots",
        "run broker --nodes 2, --nodes",
        "run broker --port 70000, --port",
        "run broker --node 4, --node",
        "chat --temperature warm, warm",
        "doctor --engine tpu, tpu",
        "doctor --port 0, --port",
        "models build --device tpu x.gguf, tpu",
    })
    void wrongUsageIsOneLineThatNamesTheValueAndExitCode2(String arguments, String named) {
        // Given
        String[] words = arguments.split(" ");

        // When
        int exitCode = line.execute(words);

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(named, "--help");
    }

    @ParameterizedTest
    @MethodSource("allCommands")
    void everyCommandHasHelpWithAnExample(CommandLine command) {
        // Given
        String usage = command.getUsageMessage();

        // Then
        assertThat(usage).contains("Examples:", "./sluice", "--help");
    }

    @Test
    void printsTheVersionOfTheBuild() {
        // When
        int exitCode = line.execute("--version");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out.toString()).matches("(?s)sluice \\d+\\.\\d+.*Java 2.*");
    }

    static Stream<CommandLine> allCommands() {
        return withSubcommands(SluiceCommand.commandLine())
                .filter(command -> !command.getCommandSpec().usageMessage().hidden());
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream()
                        .flatMap(SluiceCommandTest::withSubcommands));
    }
}

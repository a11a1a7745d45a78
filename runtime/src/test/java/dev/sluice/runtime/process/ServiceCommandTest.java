package dev.sluice.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.home.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class ServiceCommandTest {
    @TempDir private Path folder;
    private final Properties properties = (Properties) System.getProperties().clone();
    private final StringWriter error = new StringWriter();

    /// A service whose own set-up fails: nothing of it starts.
    @Command(name = "probe")
    private static final class Probe extends ServiceCommand {
        @Override
        protected void configure(Home home) {
            throw new UncheckedIOException(
                    "model smol is not there; pull it first", new IOException("smol"));
        }
    }

    @AfterEach
    void restoreProperties() {
        System.setProperties(properties);
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of(
                        "Missing required option: '--kafka=HOST:PORT'; see --help", "--port 0"),
                Arguments.of("Missing required option: '--port=N'; see --help", "--kafka h:1"),
                Arguments.of(
                        "Invalid value for option '--port': 'x' is not an int; see --help",
                        "--kafka h:1 --port x"),
                Arguments.of(
                        "Unknown option: '--nope'; see --help", "--kafka h:1 --port 0 --nope"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongArguments")
    void wrongArgumentsAreOneLineAndExitCode2(String line, String arguments) {
        // When:
        int code = execute(arguments.split(" "));

        // Then:
        assertThat(code).isEqualTo(2);
        assertThat(error.toString()).isEqualTo(line + System.lineSeparator());
    }

    @Test
    void aPortInUseIsOneLineAndExitCode1() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When:
            int code = execute("--kafka", "h:1", "--port", Integer.toString(holder.getLocalPort()));

            // Then:
            assertThat(code).isEqualTo(1);
            assertThat(error.toString())
                    .isEqualTo(
                            "port "
                                    + holder.getLocalPort()
                                    + " on 127.0.0.1 is in use; choose another with --port"
                                    + System.lineSeparator());
        }
    }

    @Test
    void aFailureOfTheServicesOwnIsOneLineAndExitCode1() {
        // Given:
        System.setProperty("sluice.home", folder.toString());

        // When:
        int code = execute("--kafka", "h:1", "--port", "0");

        // Then:
        assertThat(code).isEqualTo(1);
        assertThat(error.toString())
                .isEqualTo("model smol is not there; pull it first" + System.lineSeparator());
    }

    @Test
    void aHomeThatCannotBeUsedIsOneLineAndExitCode1() throws IOException {
        // Given:
        Path file = Files.createFile(folder.resolve("file"));
        System.setProperty("sluice.home", file.toString());

        // When:
        int code = execute("--kafka", "h:1", "--port", "0");

        // Then:
        assertThat(code).isEqualTo(1);
        assertThat(error.toString().lines()).hasSize(1);
        assertThat(error.toString()).startsWith("SLUICE_HOME " + file + " cannot be created");
    }

    static Stream<Arguments> failures() {
        IOException plain = new IOException("disk full");
        UncheckedIOException told = new UncheckedIOException("cannot write x; free some", plain);
        return Stream.of(
                Arguments.of(plain, "disk full"),
                Arguments.of(told, "cannot write x; free some"),
                Arguments.of(new UncheckedIOException(plain), "disk full"),
                Arguments.of(
                        new IllegalStateException("frame", new RuntimeException("bean", told)),
                        "cannot write x; free some"),
                Arguments.of(
                        new IllegalStateException("frame", new IllegalArgumentException("told")),
                        "told"),
                Arguments.of(new IllegalStateException(), "java.lang.IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsTheTextThatIsForPeople(Throwable failure, String line) {
        assertThat(ServiceCommand.lineOf(failure)).isEqualTo(line);
    }

    private int execute(String... arguments) {
        CommandLine line = ServiceCommand.commandLine(new Probe());
        return line.setErr(new PrintWriter(error, true)).execute(arguments);
    }
}

package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter written = new StringWriter();
    private final CommandLine command =
            new CommandLine(new BenchCommand())
                    .setOut(new PrintWriter(written))
                    .setErr(new PrintWriter(written));

    @ParameterizedTest
    @ValueSource(strings = {"engine", "accuracy", "load", "streams", "scheduler", "mask", "micro"})
    void helpDefinesWhatIsMeasured(String name) {
        assertThat(command.execute(name, "--help")).isZero();
        assertThat(written.toString()).contains("Examples:", "./sluice bench " + name);
    }

    @Test
    void accuracyNamesItsBars() {
        command.execute("accuracy", "--help");
        assertThat(written.toString()).contains("at most 0.01", "within 1 %");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    load --duration 1s                            | --streams
                    load --streams 1                              | --duration
                    load --streams 1 --rate 2 --duration 1s       | mutually exclusive
                    load --streams 0 --duration 1s                | --streams has 0
                    load --streams 1,1025 --duration 1s           | --streams has 1025
                    load --rate 0 --duration 1s                   | --rate is 0.0
                    load --streams 1 --duration 0s                | --duration
                    load --streams 1 --duration 61m               | at most 1h
                    load --streams 1 --duration soon              | no duration like
                    load --streams 1 --duration 1s --max-tokens 0 | --max-tokens is 0
                    streams --duration 1s                         | --connections
                    streams --connections 0 --duration 1s         | --connections is 0
                    streams --connections 60001 --duration 1s     | --connections is 60001
                    streams --connections 2 --streams 3 --duration 1s | --streams is 3
                    streams --connections 2 --duration 61m        | at most 1h
                    engine --batches 0                            | --batches has 0
                    engine --rounds 1001                          | --rounds has 1001
                    micro --iterations 0                          | --iterations is 0
                    micro --filter NoSuchBenchmark                | --filter NoSuchBenchmark fits no
                    scheduler --waiting 0                         | --waiting has 0
                    scheduler --waiting 2000001                   | --waiting has 2000001
                    scheduler --cycles 1000001                    | --cycles has 1000001
                    """)
    void wrongUsageIsToldBeforeAnythingRuns(String arguments, String told) {
        int exitCode = command.execute(arguments.strip().split(" "));
        assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(written.toString()).contains(told);
    }
}

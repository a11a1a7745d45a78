package dev.sluice.standalone.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `./sluice` itself, with Java programs that only print what they were given.
class LauncherIT {
    private static final Path SCRIPT = Path.of("../../sluice").toAbsolutePath().normalize();

    @TempDir Path folder;

    private Path oldJdk;
    private Path newJdk;

    private record Outcome(int exitCode, List<String> out, List<String> err) {}

    @BeforeEach
    void layOutJdks() throws IOException {
        oldJdk = jdk("old jdk", "21.0.9");
        newJdk = jdk("new jdk", "25.0.1");
    }

    @Test
    void startsFromAnyFolderThroughASymbolicLinkWithSpaces() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(folder.resolve("a link"), SCRIPT);

        // When
        var outcome = run(link, Map.of("JAVA_HOME", newJdk.toString()), "status", "two words");

        // Then
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).first().isEqualTo(newJdk.toString());
        assertThat(outcome.out())
                .endsWith(
                        "-jar",
                        SCRIPT.resolveSibling(
                                        "deploy/standalone/target/quarkus-app/quarkus-run.jar")
                                .toString(),
                        "status",
                        "two words");
    }

    @Test
    void passesOverAnOlderJdkToTheOneOnThePath() throws Exception {
        // Given
        String path = newJdk.resolve("bin") + ":" + System.getenv("PATH");

        // When
        var outcome = run(SCRIPT, Map.of("JAVA_HOME", oldJdk.toString(), "PATH", path), "status");

        // Then
        assertThat(outcome.out()).first().isEqualTo(newJdk.toString());
    }

    @Test
    void refusesAnOlderJdkThatWasNamedOutright() throws Exception {
        // When
        var outcome = run(SCRIPT, Map.of("SLUICE_JAVA_HOME", oldJdk.toString()), "status");

        // Then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).singleElement().asString().contains(oldJdk.toString(), "JDK 25");
    }

    @Test
    void startsAServiceFromItsOwnModuleWithTheOtherArguments() throws Exception {
        // When
        var outcome =
                run(
                        SCRIPT,
                        Map.of(
                                "JAVA_HOME",
                                newJdk.toString(),
                                "SLUICE_JAVA_OPTS",
                                "-Xlog:gc -Da=b"),
                        List.of("run", "gateway", "--port", "0"));

        // Then
        assertThat(outcome.out()).contains("-Xlog:gc", "-Da=b");
        assertThat(outcome.out())
                .endsWith(
                        "-jar",
                        SCRIPT.resolveSibling("gateway/target/quarkus-app/quarkus-run.jar")
                                .toString(),
                        "--port",
                        "0");
    }

    private Outcome run(Path script, Map<String, String> environment, String... arguments)
            throws Exception {
        return run(script, environment, List.of(arguments));
    }

    private Outcome run(Path script, Map<String, String> environment, List<String> arguments)
            throws Exception {
        var words = new ArrayList<>(List.of(script.toString()));
        words.addAll(arguments);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        var builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment().put("SLUICE_SKIP_BUILD", "1");
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Outcome(process.waitFor(), Files.readAllLines(out), Files.readAllLines(err));
    }

    /// A folder like a JDK's, whose java prints the JDK's folder and then one argument a line.
    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        String program = "#!/bin/sh\nprintf '%s\\n' \"" + home + "\" \"$@\"\n";
        for (String command : List.of("java", "javac")) {
            Path file = Files.writeString(bin.resolve(command), program);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }
}

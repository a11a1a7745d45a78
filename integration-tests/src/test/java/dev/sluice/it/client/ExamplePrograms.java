package dev.sluice.it.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.it.mesh.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs what a document offers to paste, against one gateway.
public final class ExamplePrograms {
    private static final Duration RUN_PATIENCE = Duration.ofMinutes(2);
    private static final Duration INSTALL_PATIENCE = Duration.ofMinutes(3);
    private static final Path FOLDER = Checkout.scratch("examples");

    private final Map<String, String> environment;

    public ExamplePrograms(Gateway gateway, String model, String bootstrapServers) {
        environment =
                Map.of(
                        "SLUICE_URL",
                        gateway.address().toString(),
                        "SLUICE_API_KEY",
                        gateway.key(),
                        "MODEL",
                        model,
                        "KAFKA",
                        bootstrapServers);
    }

    /// Skips the test, and says so, on a machine without the program.
    public void require(String program) {
        boolean isThere = isThere(program);
        String skipped = "SKIPPED: there is no " + program + " here";
        if (!isThere) {
            System.err.println(skipped);
        }
        assumeTrue(isThere, skipped);
    }

    /// The same of a program that the machine's distribution has.
    public void install(String program) {
        if (!isThere(program)) {
            var _ = isDone("apt-get update -q && apt-get install -qy " + program, INSTALL_PATIENCE);
        }
        require(program);
    }

    /// What a shell printed that ended well at every line.
    public String shell(String code) {
        return run(FOLDER, List.of("bash", "-euc", code));
    }

    public String python(String code) {
        write(FOLDER, "example.py", code);
        return run(FOLDER, List.of(OpenAiPackages.installPython(), "example.py"));
    }

    public String node(String code) {
        Path folder = OpenAiPackages.installNode();
        write(folder, "example.mjs", code);
        return run(folder, List.of("node", "example.mjs"));
    }

    /// With the class path of the tests.
    public String java(String code) {
        write(FOLDER, "Example.java", code);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return run(FOLDER, List.of(java, "-cp", classPath, "Example.java"));
    }

    private String run(Path folder, List<String> words) {
        var ended = ForeignProgram.run(folder, environment, RUN_PATIENCE, words);
        if (!ended.isSuccess()) {
            throw new AssertionError("failed: " + ended.err() + "\nafter: " + ended.out());
        }
        return ended.out();
    }

    private static boolean isThere(String program) {
        return isDone("command -v " + program, RUN_PATIENCE);
    }

    private static boolean isDone(String code, Duration patience) {
        var words = List.of("bash", "-c", code);
        return ForeignProgram.run(FOLDER, Map.of(), patience, words).isSuccess();
    }

    private static void write(Path folder, String name, String code) {
        try {
            Files.writeString(folder.resolve(name), code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

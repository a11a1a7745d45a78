package dev.sluice.it.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.it.mesh.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The `openai` packages for Python and Node, unmodified, installed below `target/` by the
/// machine's own `pip` and `npm`. A machine that cannot install them skips the tests that need
/// them, and says so.
public final class OpenAiPackages {
    private static final String PYTHON_VERSION = "3.54.0";
    private static final String NODE_VERSION = "7.55.0";
    private static final Duration INSTALL_PATIENCE = Duration.ofMinutes(3);
    private static final Duration RUN_PATIENCE = Duration.ofMinutes(2);

    private OpenAiPackages() {}

    /// Runs `openai_client.py` against `gateway`; returns what it printed.
    public static String runPython(Gateway gateway, String model) {
        Path folder = Checkout.scratch("openai-python");
        Path python = folder.resolve("venv/bin/python");
        install(folder, PYTHON_VERSION, List.of("python3", "-m", "venv", "venv"));
        install(
                folder,
                PYTHON_VERSION,
                List.of(
                        python.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "openai==" + PYTHON_VERSION));
        markInstalled(folder, PYTHON_VERSION);
        return run(folder, python.toString(), "openai_client.py", gateway, model);
    }

    /// Runs `openai_client.mjs` against `gateway`; returns what it printed.
    public static String runNode(Gateway gateway, String model) {
        Path folder = Checkout.scratch("openai-node");
        install(
                folder,
                NODE_VERSION,
                List.of(
                        "npm",
                        "install",
                        "--silent",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "--prefix",
                        ".",
                        "openai@" + NODE_VERSION));
        markInstalled(folder, NODE_VERSION);
        return run(folder, "node", "openai_client.mjs", gateway, model);
    }

    private static void install(Path folder, String version, List<String> words) {
        if (Files.exists(mark(folder, version))) {
            return;
        }
        var installed = ForeignProgram.run(folder, Map.of(), INSTALL_PATIENCE, words);
        String skipped =
                "SKIPPED: the openai client cannot be installed: `%s` says: %s"
                        .formatted(String.join(" ", words), installed.lastLine());
        if (!installed.isSuccess()) {
            System.err.println(skipped);
        }
        assumeTrue(installed.isSuccess(), skipped);
    }

    private static void markInstalled(Path folder, String version) {
        try {
            Files.writeString(mark(folder, version), version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path mark(Path folder, String version) {
        return folder.resolve("installed-" + version);
    }

    private static String run(
            Path folder, String interpreter, String script, Gateway gateway, String model) {
        copy(script, folder.resolve(script));
        var ended =
                ForeignProgram.run(
                        folder,
                        Map.of("SLUICE_API_KEY", gateway.key()),
                        RUN_PATIENCE,
                        List.of(interpreter, script, gateway.address() + "/v1", model));
        if (!ended.isSuccess()) {
            throw new AssertionError(script + " failed: " + ended.err());
        }
        return ended.out();
    }

    /// Beside the packages, where both interpreters look for them.
    private static void copy(String script, Path target) {
        try (InputStream source = OpenAiPackages.class.getResourceAsStream("/clients/" + script)) {
            Files.copy(
                    Objects.requireNonNull(source, script),
                    target,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Packages of somebody else, unmodified, in a folder below `target/`, installed by the machine's
/// own tools. A machine that cannot install them skips the tests that need them, and says so.
final class ForeignPackages {
    private static final Duration INSTALL_PATIENCE = Duration.ofMinutes(3);
    private static final Duration RUN_PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final String what;
    private final Path mark;

    /// `what` is for people; another `version` is installed anew.
    ForeignPackages(String folder, String what, String version) {
        this.folder = Checkout.scratch(folder);
        this.what = what;
        this.mark = this.folder.resolve("installed-" + version);
    }

    Path folder() {
        return folder;
    }

    /// Packages for Python, in an environment of their own; returns its interpreter.
    String installPython(List<String> requirements) {
        String python = folder.resolve("venv/bin/python").toString();
        var words =
                new ArrayList<>(
                        List.of(
                                python,
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check"));
        words.addAll(requirements);
        install(List.of(List.of("python3", "-m", "venv", "venv"), words));
        return python;
    }

    /// Commands that are run one after the other, unless they were before.
    void install(List<List<String>> commands) {
        if (Files.exists(mark)) {
            return;
        }
        for (List<String> words : commands) {
            var installed = ForeignProgram.run(folder, Map.of(), INSTALL_PATIENCE, words);
            String skipped =
                    "SKIPPED: %s cannot be installed: `%s` says: %s"
                            .formatted(what, String.join(" ", words), installed.lastLine());
            if (!installed.isSuccess()) {
                System.err.println(skipped);
            }
            assumeTrue(installed.isSuccess(), skipped);
        }
        try {
            Files.writeString(mark, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a script of `src/test/resources/clients/`; returns what it printed.
    String run(
            String interpreter, String script, Map<String, String> environment, String... words) {
        copy(script);
        var all = new ArrayList<>(List.of(interpreter, script));
        all.addAll(List.of(words));
        var ended = ForeignProgram.run(folder, environment, RUN_PATIENCE, all);
        if (!ended.isSuccess()) {
            throw new AssertionError(script + " failed: " + ended.err());
        }
        return ended.out();
    }

    /// Beside the packages, where interpreters look for them.
    private void copy(String script) {
        try (InputStream source = ForeignPackages.class.getResourceAsStream("/clients/" + script)) {
            Files.copy(
                    Objects.requireNonNull(source, script),
                    folder.resolve(script),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

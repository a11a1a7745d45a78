package dev.sluice.it.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The source tree that the tests run in, and the one folder that they write to.
public final class Checkout {
    private static final Path ROOT = find();

    private Checkout() {}

    public static Path root() {
        return ROOT;
    }

    /// The script that a person starts.
    public static Path launcher() {
        return ROOT.resolve("sluice");
    }

    /// A folder below this module's `target/`, created where it is missing.
    public static Path scratch(String name) {
        Path folder = ROOT.resolve("integration-tests/target").resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path find() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("sluice")) && Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(start + " is not in a checkout of Sluice");
    }
}

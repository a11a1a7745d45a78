package dev.sluice.it.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// `SLUICE_HOME`s of the tests.
public final class Folders {
    private static final String MODELS_VARIABLE = "SLUICE_IT_MODELS";

    private Folders() {}

    /// An empty one.
    public static Path newHome(String name) {
        try {
            return Files.createTempDirectory(Checkout.scratch("homes"), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One whose models folder is the tests' own: the real model is fetched and converted once for
    /// all of them. `SLUICE_IT_MODELS` names a folder that outlives `mvn clean`.
    public static Path newHomeWithSharedModels(String name) {
        Path home = newHome(name);
        try {
            Files.createSymbolicLink(home.resolve("models"), sharedModels());
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path sharedModels() throws IOException {
        String named = System.getenv(MODELS_VARIABLE);
        return named == null
                ? Checkout.scratch("models")
                : Files.createDirectories(Path.of(named).toAbsolutePath());
    }

    /// A copy that shares the bytes with the original: replace files, do not change them.
    public static void link(Path original, Path copy) throws IOException {
        Files.walkFileTree(
                original,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectories(copy.resolve(original.relativize(folder)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.createLink(copy.resolve(original.relativize(file)), file);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Links are deleted, not followed.
    public static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new Deleting());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}

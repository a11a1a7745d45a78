package dev.sluice.it.docs;

import dev.sluice.it.mesh.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files of the checkout that are written by people.
public final class SourceFiles {
    private static final Set<String> MADE_BY_TOOLS =
            Set.of("target", ".git", ".sluice", "node_modules");

    private SourceFiles() {}

    /// All of them, in a fixed order.
    public static List<Path> all() {
        try (Stream<Path> files =
                Files.find(Checkout.root(), 30, (file, attributes) -> attributes.isRegularFile())) {
            return files.filter(SourceFiles::isByPeople).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Path> documents() {
        return all().stream().filter(file -> file.toString().endsWith(".md")).toList();
    }

    /// Java of the product, without its tests and without this module.
    public static List<Path> product() {
        return all().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> relative(file).contains("src/main/"))
                .toList();
    }

    /// As people write it: from the root, with slashes.
    public static String relative(Path file) {
        return Checkout.root().relativize(file).toString().replace('\\', '/');
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isByPeople(Path file) {
        for (Path part : Checkout.root().relativize(file)) {
            if (MADE_BY_TOOLS.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }
}

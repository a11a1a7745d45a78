package dev.sluice.modelbuilder;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `manifest.json` of a model folder: what it was made of, and the size and SHA-256 of each file in
/// it but itself.
public record Manifest(String name, int formatVersion, Source source, List<FileEntry> files) {
    public static final String FILE_NAME = "manifest.json";
    public static final int FORMAT_VERSION = 1;

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    /// The file that the model was built from.
    public record Source(String sha256, long bytes) {
        public Source {
            requireSha256(sha256);
        }
    }

    /// A file; `path` is its plain name in the folder.
    public record FileEntry(String path, long bytes, String sha256) {
        public FileEntry {
            requirePlainName(path);
            requireSha256(sha256);
        }
    }

    public Manifest {
        files = List.copyOf(files);
        Set<String> paths = new HashSet<>();
        for (FileEntry file : files) {
            if (!paths.add(file.path())) {
                throw new IllegalArgumentException("path " + file.path() + " occurs twice");
            }
        }
    }

    /// Reads a folder's manifest; throws [DamagedModelException] when it is not one.
    public static Manifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        Manifest manifest = parse(file);
        if (manifest.formatVersion() != FORMAT_VERSION) {
            throw new UnsupportedModelException(
                    "%s has format version %d, supported is %d; build the model again"
                            .formatted(file, manifest.formatVersion(), FORMAT_VERSION));
        }
        return manifest;
    }

    public void write(Path folder) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(FILE_NAME).toFile(), this);
    }

    /// Compares size and SHA-256 of every listed file; empty when all is well. Reads the whole
    /// folder.
    public List<FileProblem> verify(Path folder) throws IOException {
        List<FileProblem> problems = new ArrayList<>();
        for (FileEntry file : files) {
            check(folder, file).ifPresent(problems::add);
        }
        return List.copyOf(problems);
    }

    private static Manifest parse(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            Manifest manifest = JSON.readValue(content, Manifest.class);
            if (manifest == null) {
                throw new DamagedModelException(file + " is damaged: it holds null");
            }
            return manifest;
        } catch (JacksonException unreadable) {
            throw new DamagedModelException(
                    "%s is damaged: %s".formatted(file, unreadable.getOriginalMessage()));
        }
    }

    private static Optional<FileProblem> check(Path folder, FileEntry expected) throws IOException {
        Path file = folder.resolve(expected.path());
        if (!Files.isRegularFile(file)) {
            return Optional.of(new FileProblem.Missing(expected.path(), expected.sha256()));
        }
        long bytes = Files.size(file);
        String sha256 = Sha256.of(file);
        if (bytes == expected.bytes() && sha256.equals(expected.sha256())) {
            return Optional.empty();
        }
        return Optional.of(
                new FileProblem.Changed(
                        expected.path(), expected.bytes(), expected.sha256(), bytes, sha256));
    }

    /// A manifest may come with a download: a path must not lead out of the folder.
    private static void requirePlainName(String path) {
        if (path.isEmpty()
                || path.startsWith(".")
                || path.contains("/")
                || path.contains("\\")
                || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("path '" + path + "' is not a plain file name");
        }
    }

    private static void requireSha256(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 '" + sha256 + "' is not 64 lower-case hexadecimal digits");
        }
    }
}

package dev.sluice.bench.accuracy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Finds the GGUF file that a model was made of, by size and SHA-256: a name says nothing.
final class SourceFile {
    private SourceFile() {}

    /// The file among those of the store, or the given one; fails with a sentence where it is not.
    static Path find(Manifest manifest, List<Path> candidates) throws IOException {
        for (Path candidate : candidates) {
            if (isSource(candidate, manifest.source())) {
                return candidate;
            }
        }
        throw new SluiceException(
                ErrorCode.MODEL_NOT_FOUND,
                "the GGUF file that model %s was made of (SHA-256 %s) is not among %s; name it with --gguf FILE"
                        .formatted(manifest.name(), manifest.source().sha256(), candidates));
    }

    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".gguf")).sorted().toList();
        }
    }

    private static boolean isSource(Path file, Manifest.Source source) throws IOException {
        return Files.size(file) == source.bytes() && sha256(file).equals(source.sha256());
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DigestInputStream digested =
                        new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

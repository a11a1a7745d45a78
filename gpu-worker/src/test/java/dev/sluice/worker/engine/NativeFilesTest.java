package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {
    private static final ClassLoader LOADER = NativeFilesTest.class.getClassLoader();

    @TempDir private Path cache;

    @Test
    void extractsOnceAndKeepsTheFile() throws IOException {
        // Given
        Path first = new NativeFiles(LOADER, cache).library();
        FileTime written = Files.getLastModifiedTime(first);
        // When
        Path second = new NativeFiles(LOADER, cache).library();
        // Then
        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(second)).isEqualTo(written);
        assertThat(cache.relativize(first).toString()).startsWith("onnxruntime-1.29.0-");
        assertThat(names()).containsExactly(name(first));
    }

    @Test
    void replacesAFileThatWasCutOff() throws IOException {
        // Given
        Path library = new NativeFiles(LOADER, cache).library();
        long size = Files.size(library);
        Files.write(library, new byte[100]);
        // When
        new NativeFiles(LOADER, cache).library();
        // Then
        assertThat(Files.size(library)).isEqualTo(size);
    }

    @Test
    void succeedsInEveryProcessThatStartsAtTheSameTime() throws IOException {
        // When
        List<CompletableFuture<Path>> all =
                IntStream.range(0, 3)
                        .mapToObj(_ ->
                                CompletableFuture.supplyAsync(
                                        () -> new NativeFiles(LOADER, cache).library()))
                        .toList();
        // Then
        Path library = all.getFirst().join();
        assertThat(all).allSatisfy(path -> assertThat(path.join()).isEqualTo(library));
        assertThat(names()).containsExactly(name(library));
    }

    @Test
    void saysWhichFolderCannotBeWritten() throws IOException {
        // Given
        Path file = Files.writeString(cache.resolve("file"), "in the way");
        // When / Then
        assertThatThrownBy(() -> new NativeFiles(LOADER, file.resolve("sub")).library())
                .isInstanceOf(SluiceException.class)
                .hasMessageStartingWith("ONNX Runtime's library cannot be written to " + file);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).map(NativeFilesTest::name).toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}

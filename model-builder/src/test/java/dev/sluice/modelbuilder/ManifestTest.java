package dev.sluice.modelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String HELLO_HASH =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String WORLD_HASH =
            "486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7";

    @TempDir Path folder;

    private final Manifest manifest =
            new Manifest(
                    "test",
                    Manifest.FORMAT_VERSION,
                    new Manifest.Source(WORLD_HASH, 5),
                    List.of(new Manifest.FileEntry("hello.txt", 5, HELLO_HASH)));

    @BeforeEach
    void writeFolder() throws IOException {
        Files.writeString(folder.resolve("hello.txt"), "hello");
        manifest.write(folder);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        // When
        Manifest read = Manifest.read(folder);

        // Then
        assertThat(read).isEqualTo(manifest);
        assertThat(read.verify(folder)).isEmpty();
    }

    @Test
    void findsAChangedFileOfTheSameSize() throws IOException {
        // Given
        Files.writeString(folder.resolve("hello.txt"), "world");

        // When
        List<FileProblem> problems = manifest.verify(folder);

        // Then
        assertThat(problems)
                .containsExactly(
                        new FileProblem.Changed("hello.txt", 5, HELLO_HASH, 5, WORLD_HASH));
        assertThat(problems.getFirst().describe()).contains("hello.txt", HELLO_HASH, WORLD_HASH);
    }

    @Test
    void findsATruncatedFile() throws IOException {
        // Given
        Files.writeString(folder.resolve("hello.txt"), "hell");

        // When
        List<FileProblem> problems = manifest.verify(folder);

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().describe())
                .contains("(4 bytes), expected " + HELLO_HASH + " (5 bytes)");
    }

    @Test
    void findsAMissingFile() throws IOException {
        // Given
        Files.delete(folder.resolve("hello.txt"));

        // When
        List<FileProblem> problems = manifest.verify(folder);

        // Then
        assertThat(problems).containsExactly(new FileProblem.Missing("hello.txt", HELLO_HASH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"name\":\"x\"}", "{\"name\":"})
    void reportsAnUnreadableManifestAsDamaged(String content) throws IOException {
        // Given
        Files.writeString(folder.resolve(Manifest.FILE_NAME), content);

        // When / Then
        assertThatThrownBy(() -> Manifest.read(folder))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("manifest.json is damaged: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../hello.txt", "/etc/passwd", "a/b", "..", ".", "a\\\\b", ""})
    void refusesPathsThatLeaveTheFolder(String path) throws IOException {
        // Given
        replaceInManifest("hello.txt", path);

        // When / Then
        assertThatThrownBy(() -> Manifest.read(folder))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("is not a plain file name");
    }

    @Test
    void refusesAnotherFormatVersion() throws IOException {
        // Given
        replaceInManifest("\"formatVersion\" : 1", "\"formatVersion\" : 2");

        // When / Then
        assertThatThrownBy(() -> Manifest.read(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("format version 2, supported is 1");
    }

    @Test
    void ignoresKeysItDoesNotKnow() throws IOException {
        // Given
        replaceInManifest("\"name\"", "\"later\" : 1, \"name\"");

        // When
        Manifest read = Manifest.read(folder);

        // Then
        assertThat(read).isEqualTo(manifest);
    }

    private void replaceInManifest(String from, String to) throws IOException {
        Path file = folder.resolve(Manifest.FILE_NAME);
        Files.writeString(file, Files.readString(file).replace(from, to));
    }
}

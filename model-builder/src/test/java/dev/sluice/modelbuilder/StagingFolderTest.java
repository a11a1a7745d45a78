package dev.sluice.modelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingFolderTest {
    @TempDir Path parent;

    private Path target;

    @BeforeEach
    void nameTarget() {
        target = parent.resolve("model");
    }

    @Test
    void leavesOnlyTheTargetWhenPublished() throws IOException {
        // When
        try (StagingFolder staging = StagingFolder.beside(target)) {
            Files.writeString(staging.path().resolve("file"), "new");
            staging.publish();
        }

        // Then
        assertThat(target.resolve("file")).hasContent("new");
        assertThat(entriesOf(parent)).containsExactly(target);
    }

    @Test
    void leavesNothingWhenNotPublished() throws IOException {
        // When
        try (StagingFolder staging = StagingFolder.beside(target)) {
            Files.createDirectory(staging.path().resolve("nested"));
            Files.writeString(staging.path().resolve("nested/file"), "half");
        }

        // Then
        assertThat(entriesOf(parent)).isEmpty();
    }

    @Test
    void replacesAModelFolderAsAWhole() throws IOException {
        // Given
        Files.createDirectory(target);
        Files.writeString(target.resolve(Manifest.FILE_NAME), "{}");
        Files.writeString(target.resolve("old"), "old");

        // When
        try (StagingFolder staging = StagingFolder.beside(target)) {
            Files.writeString(staging.path().resolve("new"), "new");
            staging.publish();
        }

        // Then
        assertThat(entriesOf(target)).containsExactly(target.resolve("new"));
        assertThat(entriesOf(parent)).containsExactly(target);
    }

    @Test
    void doesNotReplaceAForeignFolder() throws IOException {
        // Given
        Files.createDirectory(target);
        Files.writeString(target.resolve("thesis.txt"), "years of work");

        // When / Then
        assertThatThrownBy(() -> StagingFolder.beside(target).close())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(target + ": it is not a model folder, so it is not replaced");
        assertThat(target.resolve("thesis.txt")).exists();
        assertThat(entriesOf(parent)).containsExactly(target);
    }

    @Test
    void doesNotReplaceAFile() throws IOException {
        // Given
        Files.writeString(target, "a file");

        // When / Then
        assertThatThrownBy(() -> StagingFolder.beside(target).close())
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("a file");
    }

    /// What a killed process leaves: the lock file, no longer locked, half a model, a replaced one.
    @Test
    void deletesTheRemainsOfACrashedBuild() throws IOException {
        // Given
        Files.createFile(parent.resolve(".model.0123.build-lock"));
        Files.createDirectory(parent.resolve(".model.0123.building"));
        Files.writeString(parent.resolve(".model.0123.building/half"), "half");
        Files.createDirectory(parent.resolve(".model.0123.replaced"));
        Files.createFile(parent.resolve(".other.0123.build-lock"));

        // When
        StagingFolder.beside(target).close();

        // Then
        assertThat(entriesOf(parent)).containsExactly(parent.resolve(".other.0123.build-lock"));
    }

    @Test
    void leavesABuildAloneThatIsStillRunning() throws IOException {
        try (StagingFolder first = StagingFolder.beside(target)) {
            // Given
            Files.writeString(first.path().resolve("file"), "first");

            // When
            StagingFolder.beside(target).close();

            // Then
            assertThat(first.path().resolve("file")).hasContent("first");
            first.publish();
        }
        assertThat(target.resolve("file")).hasContent("first");
    }

    private static List<Path> entriesOf(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}

package dev.sluice.runtime.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.runtime.home.Home.AdminKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
    private static final int THREADS = 32;

    @TempDir private Path folder;

    @RepeatedTest(5)
    void manyAtOnceGetOneKeyAndOneOfThemMadeIt() throws Exception {
        // Given:
        CountDownLatch all = new CountDownLatch(THREADS);
        Callable<AdminKey> ask =
                () -> {
                    all.countDown();
                    all.await();
                    return Home.at(folder).adminKey();
                };

        // When:
        List<AdminKey> keys = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<AdminKey> key :
                    threads.invokeAll(java.util.Collections.nCopies(THREADS, ask))) {
                keys.add(key.get());
            }
        }

        // Then:
        assertThat(keys).extracting(AdminKey::value).containsOnly(keys.getFirst().value());
        assertThat(keys).filteredOn(AdminKey::created).hasSize(1);
        assertThat(files()).containsExactly("admin.key");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void theKeyIsLongAndForItsOwnerOnly() throws IOException {
        // When:
        AdminKey key = Home.at(folder).adminKey();

        // Then:
        assertThat(key.value()).matches("sk-sluice-[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(key.toString()).doesNotContain(key.value());
    }

    private Path file() {
        return Home.at(folder).adminKeyFile();
    }

    @Test
    void theKeyStaysTheSame() {
        // Given:
        AdminKey first = Home.at(folder).adminKey();

        // When:
        AdminKey second = Home.at(folder).adminKey();

        // Then:
        assertThat(second.value()).isEqualTo(first.value());
        assertThat(second.created()).isFalse();
    }

    @Test
    void aMissingFolderIsMadeForItsOwnerOnly() throws IOException {
        // When:
        Home home = Home.at(folder.resolve("new").resolve("home"));

        // Then:
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void aFolderThatCannotBeMadeIsToldInOneLine() throws IOException {
        // Given:
        Path file = Files.createFile(folder.resolve("file"));

        // Then:
        assertThatThrownBy(() -> Home.at(file.resolve("home")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "SLUICE_HOME "
                                + file.resolve("home")
                                + " cannot be created; name a folder that can be written to");
    }

    @Test
    void aFolderThatIsNotWritableIsToldInOneLine() throws IOException {
        // Given:
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(readOnly), "root may write everywhere");

        // Then:
        assertThatThrownBy(() -> Home.at(readOnly))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "SLUICE_HOME "
                                + readOnly
                                + " is not writable; name a folder that can be written to");
    }
}

package dev.sluice.audit.store;

import static dev.sluice.audit.AuditEvents.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.record.Contribution;
import dev.sluice.contracts.RequestId;
import dev.sluice.runtime.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded database, in a file.
final class H2AuditStoreTest extends AuditStoreContract {
    @TempDir private Path folder;

    @Override
    AuditDatabase open() {
        AuditDatabase database = new AuditDatabase(TestSettings.DEFAULTS, Home.at(folder));
        database.open();
        return database;
    }

    @Test
    void aWriteIsInTheFileWhenItReturns() throws Exception {
        // Given: the file as a killed process would leave it
        Path left = folder.resolve("left");
        write(Contribution.of(accepted("r-1")));

        // When:
        Files.createDirectories(left.resolve("database"));
        Files.copy(databaseFile(folder), databaseFile(left));

        // Then:
        try (AuditDatabase successor = new AuditDatabase(TestSettings.DEFAULTS, Home.at(left))) {
            assertThat(new AuditStore(successor).find(new RequestId("r-1"))).isPresent();
        }
    }

    private static Path databaseFile(Path home) {
        return home.resolve("database").resolve("audit.mv.db");
    }

    @Test
    void aSecondProcessIsToldInOneLine() throws Exception {
        // Given:
        write(Contribution.of(accepted("r-1")));

        // When:
        Process second = secondProcess();
        String told =
                new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        // Then:
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(told)
                .endsWith(
                        "audit database "
                                + folder.resolve("database").toRealPath().resolve("audit")
                                + " is in use by another process; stop that one, or name another"
                                + " database with sluice.audit.store.url");
        assertThat(found("r-1")).isNotNull();
    }

    private Process secondProcess() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        List.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SecondProcess.class.getName(),
                                folder.toRealPath().toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Opens the database of the home that it is given.
    static final class SecondProcess {
        private SecondProcess() {}

        public static void main(String[] arguments) {
            try (AuditDatabase database =
                    new AuditDatabase(TestSettings.DEFAULTS, Home.at(Path.of(arguments[0])))) {
                database.open();
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
                System.exit(1);
            }
        }
    }
}

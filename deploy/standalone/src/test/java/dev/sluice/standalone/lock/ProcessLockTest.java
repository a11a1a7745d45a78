package dev.sluice.standalone.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    private static final String OWN_PID = String.valueOf(ProcessHandle.current().pid());

    @TempDir Path folder;

    @Test
    void namesTheHolderToWhoeverComesSecond() throws Exception {
        // Given
        Path file = folder.resolve("new/up.lock");
        var first = ProcessLock.acquire(file);

        // When
        var second = ProcessLock.acquire(file);

        // Then
        assertThat(first).isInstanceOf(ProcessLock.Acquired.class);
        assertThat(second).isEqualTo(new ProcessLock.HeldBy(OWN_PID));
    }

    @Test
    void isFreeAgainOnceClosedAndOverwritesALongerHolder() throws Exception {
        // Given
        Path file = folder.resolve("up.lock");
        Files.writeString(file, "99999999999999 a holder that died\n");
        if (ProcessLock.acquire(file) instanceof ProcessLock.Acquired first) {
            first.lock().close();
        }

        // When
        var second = ProcessLock.acquire(file);

        // Then
        assertThat(second).isInstanceOf(ProcessLock.Acquired.class);
        assertThat(file).hasContent(OWN_PID);
    }
}

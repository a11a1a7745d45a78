package dev.sluice.worker.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreLockTest {
    @TempDir Path folder;

    @Test
    void hasOneHolderAmongThreads() throws Exception {
        // Given
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger worst = new AtomicInteger();
        Runnable work =
                () -> {
                    for (int i = 0; i < 50; i++) {
                        try (StoreLock _ = StoreLock.acquire(file(), () -> {})) {
                            worst.accumulateAndGet(holders.incrementAndGet(), Math::max);
                            holders.decrementAndGet();
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };

        // When
        CompletableFuture.allOf(CompletableFuture.runAsync(work), CompletableFuture.runAsync(work))
                .get();

        // Then
        assertThat(worst).hasValue(1);
    }

    @Test
    void waitsForAnotherProcessAndIsTakenBackFromADeadOne() throws Exception {
        // Given
        Process other = startHolder();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("held");
            CompletableFuture<Void> waiting = new CompletableFuture<>();

            // When
            CompletableFuture<Boolean> acquired =
                    CompletableFuture.supplyAsync(() -> acquire(() -> waiting.complete(null)));
            waiting.get(20, TimeUnit.SECONDS);
            assertThat(acquired).isNotDone();
            other.destroyForcibly().waitFor();

            // Then
            assertThat(acquired.get(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    private boolean acquire(Runnable onWait) {
        try (StoreLock _ = StoreLock.acquire(file(), onWait)) {
            return true;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private Path file() {
        return folder.resolve(".m.lock");
    }

    private Process startHolder() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Holds the lock until it is killed.
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (StoreLock _ = StoreLock.acquire(Path.of(args[0]), () -> {})) {
                System.out.println("held");
                System.in.read();
            }
        }
    }
}

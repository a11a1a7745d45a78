package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.home.Home;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadyReportTest {
    private static final String KEY = "sk-sluice-secret";

    @Test
    void showsTheKeyOnlyAtTheStartThatMadeIt() {
        // Given
        var first = report(true, "/home/me/.sluice/admin.key");
        var later = report(false, "/home/me/.sluice/admin.key");

        // When
        String firstText = first.text(Duration.ofMillis(4_249));
        String laterText = later.text(Duration.ofMillis(4_249));

        // Then
        assertThat(firstText).contains(KEY, "ready in 4.2 s");
        assertThat(laterText).doesNotContain(KEY).contains("/home/me/.sluice/admin.key");
    }

    @Test
    void givesARequestThatAShellReadsAsOneWordEach() {
        // Given
        var report = report(false, "/home/o'neil/my state/admin.key");

        // When
        String text = report.text(Duration.ofSeconds(5));

        // Then
        assertThat(text).contains("$(cat '/home/o'\\''neil/my state/admin.key')");
        assertThat(text).contains("curl -s http://127.0.0.1:8080/v1/chat/completions");
    }

    private static ReadyReport report(boolean created, String keyFile) {
        return new ReadyReport(
                "http://127.0.0.1:8080",
                "smollm2-135m-instruct",
                "127.0.0.1:9092",
                new Home.AdminKey(KEY, created),
                Path.of(keyFile),
                Path.of("/home/me/.sluice/logs/sluice.log"));
    }
}

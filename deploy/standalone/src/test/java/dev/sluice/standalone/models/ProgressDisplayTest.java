package dev.sluice.standalone.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.models.ModelProgress.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ProgressDisplay display =
            new ProgressDisplay(new LineGauges(new PrintStream(written, true, UTF_8)));

    @Test
    void tellsADownloadOncePerQuarter() {
        // When
        for (int percent = 0; percent <= 100; percent++) {
            display.onProgress(Step.FETCH, "Hugging Face x/y", percent * 1_000_000L, 100_000_000L);
        }

        // Then
        assertThat(lines())
                .containsExactly(
                        "sluice: fetching Hugging Face x/y",
                        "sluice: fetching Hugging Face x/y: 25 % of 100.0 MB",
                        "sluice: fetching Hugging Face x/y: 50 % of 100.0 MB",
                        "sluice: fetching Hugging Face x/y: 75 % of 100.0 MB",
                        "sluice: fetching Hugging Face x/y: 100 % of 100.0 MB");
    }

    @Test
    void keepsQuietAboutAStepThatIsOverAtOnce() {
        // When
        display.onProgress(Step.CHECK, "model.gguf", 0, 10);
        display.onProgress(Step.CHECK, "model.gguf", 10, 10);
        display.close();

        // Then
        assertThat(lines()).isEmpty();
    }

    @Test
    void tellsWhyASourceDidNotWork() {
        // When
        display.onProgress(Step.FETCH, "Hugging Face x/y", 0, 0);
        display.onSourceFailed("Hugging Face x/y", "no route to host");

        // Then
        assertThat(lines())
                .last()
                .isEqualTo("sluice: Hugging Face x/y did not work: no route to host");
    }

    private java.util.List<String> lines() {
        return written.toString(UTF_8).lines().toList();
    }
}

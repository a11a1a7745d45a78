package dev.sluice.worker.serving;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The simulated engine's pace, where `sluice.worker.engine` is `simulated`.
@ConfigMapping(prefix = "sluice.worker.simulated")
public interface SimulatedSettings {
    /// From a sequence's start to its first token. Longer imitates larger prompts and models.
    @WithDefault("0ms")
    Duration ttft();

    /// Between two tokens of a sequence, however many run.
    @WithDefault("20ms")
    Duration itl();

    /// A text to say, word by word and over again; by default words are drawn.
    Optional<Path> text();
}

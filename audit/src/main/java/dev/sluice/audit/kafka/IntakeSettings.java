package dev.sluice.audit.kafka;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How records go from a topic to the database.
@ConfigMapping(prefix = "sluice.audit.intake")
public interface IntakeSettings {
    /// Most records in one transaction. More are written faster; fewer wait for each other.
    @WithDefault("200")
    int chunkCountMax();

    /// Bytes of record values at which a transaction takes no more. More are written faster; each
    /// channel holds so many decoded at once, or one record where that is larger.
    @WithDefault("4M")
    MemorySize chunkBytesMax();

    /// The first pause before a failed write is tried again; each further pause is twice as long.
    @WithDefault("100ms")
    Duration retryPauseMin();

    /// The longest pause between two tries. Longer spares a struggling database; shorter shows
    /// records sooner after it came back.
    @WithDefault("5s")
    Duration retryPauseMax();
}

package dev.sluice.scheduler;

import dev.sluice.scheduler.batching.BatchingSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How the requests for one worker share a record.
@ConfigMapping(prefix = "sluice.scheduler.batching")
public interface BatchingConfig {
    /// Most requests in one record. More save records at a burst; fewer let the first of them start
    /// before the last is decoded.
    @WithDefault("64")
    int sizeMax();

    /// Most bytes in one record, at most what the topics allow; a larger prompt goes alone. More
    /// save records; fewer keep a worker's reading smooth.
    @WithDefault("8M")
    MemorySize bytesMax();

    default BatchingSettings settings() {
        return new BatchingSettings(sizeMax(), Math.toIntExact(bytesMax().asLongValue()));
    }
}

package dev.sluice.scheduler;

import dev.sluice.scheduler.batching.BatchingSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the requests for one worker share a record.
@ConfigMapping(prefix = "sluice.scheduler.batching")
public interface BatchingConfig {
    /// Most requests in one record. More save records at a burst; fewer let the first of them start
    /// before the last is decoded.
    @WithDefault("64")
    int sizeMax();

    /// Requests that an idle worker is given at once, where `wait-max` lets it wait for them. More
    /// read prompts in fewer passes; fewer start the first one sooner.
    @WithDefault("8")
    int sizePreferred();

    /// Requests that are worth a pass for a worker with a running batch, where `wait-max` lets it
    /// wait for them. More disturb running streams less often; fewer start requests sooner.
    @WithDefault("1")
    int sizeMin();

    /// How long a request waits for others to go with it; 0 never waits. Longer fills batches;
    /// shorter answers sooner.
    @WithDefault("0s")
    Duration waitMax();

    /// Most bytes in one record, at most what the topics allow; a larger prompt goes alone. More
    /// save records; fewer keep a worker's reading smooth.
    @WithDefault("8M")
    MemorySize bytesMax();

    default BatchingSettings settings() {
        return new BatchingSettings(
                sizeMax(),
                sizePreferred(),
                sizeMin(),
                waitMax(),
                Math.toIntExact(bytesMax().asLongValue()));
    }
}

package dev.sluice.scheduler;

import dev.sluice.scheduler.queueing.QueueingSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much may wait. Each bound holds per shard, that is per partition of `prompts`.
@ConfigMapping(prefix = "sluice.scheduler.queueing")
public interface QueueingConfig {
    /// Most requests that wait for a slot; one more ends with `queue_full`. More ride out longer
    /// peaks; fewer tell clients sooner to try elsewhere.
    @WithDefault("1000")
    int waitingCountMax();

    /// Most bytes of prompts that wait. More take more long prompts; all of it is heap.
    @WithDefault("256M")
    MemorySize waitingBytesMax();

    /// Ended requests that are remembered against copies of their prompts. More find older copies;
    /// each costs some 150 bytes.
    @WithDefault("50000")
    int finishedCountMax();

    default QueueingSettings settings() {
        return new QueueingSettings(
                waitingCountMax(), waitingBytesMax().asLongValue(), finishedCountMax());
    }
}

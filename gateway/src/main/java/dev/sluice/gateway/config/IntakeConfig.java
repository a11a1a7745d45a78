package dev.sluice.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// `sluice.gateway.intake`: how lines that programs write to Kafka are run.
@ConfigMapping(prefix = "sluice.gateway.intake")
public interface IntakeConfig {
    /// Lines of one partition that this gateway works on at once; reading pauses there. More:
    /// workers never wait for the next; fewer: less is looked up again after a takeover.
    @WithDefault("256")
    int runningLinesMax();

    /// Bytes of the lines that this gateway works on at once, over all partitions; all reading
    /// pauses there, and what was fetched before that (at most 32 MB) comes on top. More: long
    /// lines run side by side; less: less memory.
    @WithDefault("64M")
    MemorySize linesBytesMax();

    /// How long a line may wait for its tenant's limits, counted from when the broker got it, and
    /// its request for its end after that. Longer: a line outlives a long closure; shorter: its
    /// producer hears sooner that nothing comes of it.
    @WithDefault("24h")
    Duration patience();

    /// How long a line waits for a worker that serves its model before it is refused. Longer: lines
    /// outlive a mesh that starts; shorter: a wrong name is told sooner.
    @WithDefault("15s")
    Duration modelPatience();

    /// How long a line that is over its tenant's limits waits at most before it asks again. Longer:
    /// less is written to the topic of quotas; shorter: limits that were raised are noticed sooner.
    @WithDefault("30s")
    Duration askPause();

    /// How often a gateway looks for results. Longer: fewer queries; shorter: answers are out
    /// sooner.
    @WithDefault("100ms")
    Duration pace();
}

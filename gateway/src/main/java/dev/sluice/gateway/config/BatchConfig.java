package dev.sluice.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// `sluice.gateway.batch`: how batches are run.
@ConfigMapping(prefix = "sluice.gateway.batch")
public interface BatchConfig {
    /// The most requests in one batch; OpenAI's bound.
    @WithDefault("50000")
    int requestCountMax();

    /// Requests of one batch in the mesh at once. More: workers never wait for the next; fewer:
    /// less is asked again after a takeover, and less waits in the scheduler's queue.
    @WithDefault("256")
    int runningRequestsMax();

    /// Batches that one gateway runs at once; the others wait. More: small ones are not behind
    /// large ones; fewer: less memory.
    @WithDefault("8")
    int runningBatchesMax();

    /// How often a gateway looks for batches and for answers. Longer: fewer queries; shorter:
    /// batches begin and end sooner.
    @WithDefault("100ms")
    Duration pace();

    /// How long a cancelled or expired batch waits for what is in the mesh. Longer: more partial
    /// results; shorter: it ends sooner.
    @WithDefault("30s")
    Duration endPatience();
}

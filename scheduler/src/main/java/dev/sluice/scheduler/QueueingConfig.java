package dev.sluice.scheduler;

import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.TenantWeights;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// How much may wait. Each bound holds per shard, that is per partition of `prompts`.
@ConfigMapping(prefix = "sluice.scheduler.queueing")
public interface QueueingConfig {
    /// Most requests of a priority class that wait for a slot, but for batch; one more ends with
    /// `queue_full`. More ride out longer peaks; fewer tell clients sooner to try elsewhere.
    @WithDefault("1000")
    int waitingCountMax();

    /// Most batch requests that wait. More take larger files at once; each costs up to 1 KB and its
    /// prompt.
    @WithDefault("10000")
    int batchWaitingCountMax();

    /// Most bytes of prompts of a priority class that wait. More take more long prompts; all of it
    /// is heap, once for each of the three classes.
    @WithDefault("128M")
    MemorySize waitingBytesMax();

    /// Ended requests that are remembered against copies of their prompts. More find older copies;
    /// each costs some 150 bytes.
    @WithDefault("50000")
    int finishedCountMax();

    /// Requests that go past a less urgent class before one of it goes. More serve interactive
    /// requests sooner under overload; fewer let batches go on.
    @WithDefault("16")
    int passedOverMax();

    /// The tenants' shares, as in `acme=3,globex=2`, for those whom `tenants` does not name; 1 for
    /// whoever is named nowhere. While tenants wait, they are served tokens in this proportion.
    Optional<String> tenantWeights();

    default QueueingSettings settings() {
        return new QueueingSettings(
                waitingCountMax(),
                batchWaitingCountMax(),
                waitingBytesMax().asLongValue(),
                finishedCountMax(),
                passedOverMax(),
                tenantWeights().map(TenantWeights::parse).orElse(TenantWeights.ALIKE));
    }
}

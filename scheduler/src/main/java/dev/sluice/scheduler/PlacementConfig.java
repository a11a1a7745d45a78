package dev.sluice.scheduler;

import dev.sluice.scheduler.placement.PlacementSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Who gets which slot.
@ConfigMapping(prefix = "sluice.scheduler.placement")
public interface PlacementConfig {
    /// Part of a pool's slots that is given only to tenants with less than their share of them,
    /// while several use the pool within a minute. More spares tenants who come now and then the
    /// wait for a slot that another one floods; less leaves fewer slots idle.
    @WithDefault("25")
    int reservePercent();

    /// Prompt prefixes, in blocks of 256 characters, whose worker is remembered; 0 for none. More
    /// find a warm KV cache for longer; each costs some 100 bytes, per shard.
    @WithDefault("20000")
    int prefixCountMax();

    /// How often a batch request gives its slot to an interactive one that finds none free; 0 for
    /// never. More serve interactive requests sooner; each costs the batch request a prefill of its
    /// prompt and tokens.
    @WithDefault("2")
    int preemptionsMax();

    default PlacementSettings settings() {
        return new PlacementSettings(reservePercent(), prefixCountMax(), preemptionsMax());
    }
}

package dev.sluice.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// `sluice.gateway.quota`: how tenants' limits are kept.
@ConfigMapping(prefix = "sluice.gateway.quota")
public interface QuotaConfig {
    /// How long a request of which no end is heard counts as running, and how far back a starting
    /// gateway reads. Longer: long requests keep their place in the count; shorter: the place of a
    /// request whose gateway died is free sooner.
    @WithDefault("30m")
    Duration lease();
}

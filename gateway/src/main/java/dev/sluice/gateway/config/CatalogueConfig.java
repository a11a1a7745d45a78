package dev.sluice.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// `sluice.gateway.catalogue`: which models count as served.
@ConfigMapping(prefix = "sluice.gateway.catalogue")
public interface CatalogueConfig {
    /// How long a model is known after its last worker fell silent. Longer: requests wait through
    /// long outages; shorter: a model that was taken away answers `404` sooner.
    @WithDefault("24h")
    Duration forgetAfter();
}

package dev.sluice.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// `sluice.gateway.admission`: what is let in.
@ConfigMapping(prefix = "sluice.gateway.admission")
public interface AdmissionConfig {
    /// The largest body. A record of the mesh holds 11 MiB: more than 10 MiB of body may not fit.
    @WithDefault("10M")
    MemorySize bodyBytesMax();

    /// Bodies held in memory at once, from the first byte until the request is accepted. More: more
    /// long prompts at a time; less: less heap.
    @WithDefault("128M")
    MemorySize bodiesBytesMax();

    /// How long a body may take to arrive. Longer: slow uploads pass; shorter: idle ones are
    /// dropped sooner.
    @WithDefault("30s")
    Duration bodyTimeout();

    /// How long acceptance by the brokers may take before the client gets `503`. Longer: short
    /// outages pass unseen; shorter: clients know sooner.
    @WithDefault("6s")
    Duration acceptanceTimeout();

    /// The most answers that one request may ask for (`n`), 1 to 16. More: fewer requests for those
    /// who compare answers; fewer: one request takes fewer of a worker's places.
    @WithDefault("8")
    int choicesMax();

    /// The model of `/generate` and `/api/v1/infer` where the body names none; without it the only
    /// model that is served.
    Optional<String> defaultModel();
}

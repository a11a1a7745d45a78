package dev.sluice.runtime.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// `sluice.http`: what holds for the HTTP port of every service.
@ConfigMapping(prefix = "sluice.http")
public interface HttpConfig {
    /// Address ranges (CIDR, with commas between them) of proxies whose `X-Forwarded-For` is
    /// believed. Set: address lists of keys see the clients behind them; absent: a client cannot
    /// choose its address.
    Optional<String> trustedProxies();

    /// Connections at once; a further one gets `503`. Fewer where the process may not open as many
    /// files. More: more clients wait side by side; fewer: bounded memory (the gateway's README has
    /// figures).
    @WithDefault("24000")
    int connectionsMax();

    /// How long a request's head may take to arrive, from the connection's beginning or its own
    /// first byte, before it gets `408`. Longer: the slowest networks pass; shorter: connections
    /// that only pretend are gone sooner.
    @WithDefault("10s")
    Duration headTimeout();

    /// How long a connection without a request under way is kept. Longer: clients reuse theirs more
    /// often; shorter: less is held for those who left.
    @WithDefault("75s")
    Duration idleTimeout();

    /// How long a client that has much to read may read nothing before its connection is closed.
    /// Longer: survives long pauses; shorter: what is held for it is freed sooner.
    @WithDefault("60s")
    Duration stallTimeout();
}

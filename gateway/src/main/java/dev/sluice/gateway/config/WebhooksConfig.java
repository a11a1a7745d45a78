package dev.sluice.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `sluice.gateway.webhooks`: how endpoints of tenants are called.
@ConfigMapping(prefix = "sluice.gateway.webhooks")
public interface WebhooksConfig {
    /// Networks (CIDR, separated by commas) that endpoints may lie in though they are not public,
    /// and where plain HTTP may be spoken; absent: none. More: endpoints inside can be called;
    /// fewer: whoever may define an endpoint reaches less through the gateway.
    Optional<List<String>> allowedNetworks();

    /// Calls that this gateway makes at once, of all tenants. More: slow endpoints of many tenants
    /// pass; fewer: fewer connections.
    @WithDefault("64")
    int callsMax();

    /// Calls of one tenant at once. More: its endpoints hear sooner of many ends; fewer: slow ones
    /// take less of what all tenants share.
    @WithDefault("4")
    int tenantCallsMax();

    /// Calls of one tenant that may wait, in the first place or for another attempt; one more is
    /// given up. More: endpoints may be away longer; fewer: less memory.
    @WithDefault("1000")
    int tenantWaitingMax();

    /// How long one attempt may take, from the name's lookup to the end of the answer. Longer: slow
    /// endpoints pass; shorter: dead ones hold up their tenant's others less.
    @WithDefault("15s")
    Duration callTimeout();

    /// Bytes of an endpoint's answer that are read; the status counts, the rest is passed over.
    /// More: more connections end in order; less: less is read for nothing.
    @WithDefault("64K")
    MemorySize answerBytesMax();

    /// The pause after a first failed attempt; each further one is three times as long. Longer:
    /// fewer calls at an endpoint that is away; shorter: it hears sooner once it is back.
    @WithDefault("5s")
    Duration retryPause();

    /// The longest pause. Longer: fewer calls; shorter: an endpoint that was away long hears
    /// sooner.
    @WithDefault("6h")
    Duration retryPauseMax();

    /// How long after the end that it tells of a call is still tried, at most 6 days; it becomes a
    /// dead letter then. Longer: endpoints may be away longer; shorter: less waits.
    @WithDefault("72h")
    Duration giveUpAfter();
}

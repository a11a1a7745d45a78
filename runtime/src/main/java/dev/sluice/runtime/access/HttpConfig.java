package dev.sluice.runtime.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// `sluice.http`: what holds for the HTTP port of every service.
@ConfigMapping(prefix = "sluice.http")
public interface HttpConfig {
    /// Address ranges (CIDR, with commas between them) of proxies whose `X-Forwarded-For` is
    /// believed. Set: address lists of keys see the clients behind them; absent: a client cannot
    /// choose its address.
    Optional<String> trustedProxies();
}

package dev.sluice.gateway.tenant;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much of the minute's limits is left; null where there is no limit.
public record Standing(@Nullable Room requests, @Nullable Room tokens) {
    /// `reset`: until all of the limit is free again, if nothing more is used.
    public record Room(long limit, long remaining, Duration reset) {}
}

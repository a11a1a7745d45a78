package dev.sluice.gateway.catalogue;

import dev.sluice.contracts.PoolName;
import java.time.Instant;

/// A pool as clients see it. `contextTokens` is the most that every worker of it can hold;
/// `isReady` is false while all of its workers are silent or take no work: requests wait then.
public record ServedModel(PoolName pool, int contextTokens, Instant firstSeen, boolean isReady) {}

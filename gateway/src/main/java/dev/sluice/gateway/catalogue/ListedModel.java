package dev.sluice.gateway.catalogue;

import java.time.Instant;

/// A name that clients may send as model: a pool, or an alias with the pools behind it.
public record ListedModel(String name, int contextTokens, Instant since, boolean isReady) {
    static ListedModel of(ServedModel pool) {
        return new ListedModel(
                pool.pool().value(), pool.contextTokens(), pool.firstSeen(), pool.isReady());
    }
}

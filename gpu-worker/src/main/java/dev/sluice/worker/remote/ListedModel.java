package dev.sluice.worker.remote;

import org.jspecify.annotations.Nullable;

/// A model as the server lists it.
///
/// @param ownedBy what the server calls itself, often
/// @param contextTokens most tokens of prompt and answer together; null where it does not say
public record ListedModel(String id, String ownedBy, @Nullable Integer contextTokens) {
    public Dialect dialect() {
        return Dialect.ofOwner(ownedBy);
    }
}

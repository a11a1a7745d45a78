package dev.sluice.worker.models;

import java.util.Optional;

/// What `models pull` was told.
///
/// @param name what a model from a URL shall be called; empty: after its file
/// @param sha256 what a URL's file must have; empty: anything is taken
/// @param force convert again what is there
public record PullOptions(Optional<String> name, Optional<String> sha256, boolean force) {
    public static final PullOptions DEFAULT =
            new PullOptions(Optional.empty(), Optional.empty(), false);

    public PullOptions withForce() {
        return new PullOptions(name, sha256, true);
    }
}

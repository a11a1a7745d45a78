package dev.sluice.modelbuilder;

/// Told how far a build is: bytes done of a total that does not change, and what is being done.
/// Called from several threads, one call at a time, a few hundred times per build; it should return
/// at once.
@FunctionalInterface
public interface BuildProgress {
    BuildProgress NONE = (_, _, _) -> {};

    void update(long doneBytes, long totalBytes, String label);
}

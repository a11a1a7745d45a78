package dev.sluice.worker.tokens;

/// Ids in, whole characters out. Belongs to one sequence and one thread.
public interface Detokenizer {
    /// Adds a token, and appends to `out` the characters that are certain now.
    void append(int tokenId, StringBuilder out);

    /// Whether a part of a character waits for its rest.
    default boolean isWithinCharacter() {
        return false;
    }

    /// Appends what is left at the end. The detokenizer is then as new.
    void flush(StringBuilder out);
}

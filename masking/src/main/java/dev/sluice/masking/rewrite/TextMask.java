package dev.sluice.masking.rewrite;

import java.util.Map;

/// The masker of one text stream, as the rewrite sees it. What it returns is safe to show; what it
/// keeps may still become part of a match.
public interface TextMask {
    /// Takes the next piece and returns what is safe now; may be empty.
    String append(String text);

    /// Returns the rest, masked.
    String flush();

    /// UTF-16 units at the end of the text that are not decided yet.
    int heldLength();

    /// Whether the policy ends the request here; nothing more is returned from then on.
    boolean isBlocked();

    /// What was masked so far: entity type to count.
    Map<String, Integer> findings();
}

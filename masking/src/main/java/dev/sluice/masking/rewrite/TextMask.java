package dev.sluice.masking.rewrite;

import java.util.Map;

/// The masker of one text of a prompt, as the rewrite sees it. What it returns is safe to show;
/// what it keeps may still become part of a match.
public interface TextMask {
    /// Takes the next piece and returns what is safe now; may be empty.
    String append(String text);

    /// Returns the rest, masked.
    String flush();

    /// Whether the policy ends the request here; nothing more is returned from then on.
    boolean isBlocked();

    /// What was masked so far: entity type to count.
    Map<String, Integer> findings();
}

package dev.sluice.masking.rewrite;

import dev.sluice.masking.restore.Restored;
import java.util.Map;

/// The mask of one answer: what it returns may be shown, masked to everybody and restored to the
/// caller; what it keeps may still become part of a match or of a pseudonym. Owned by one thread.
public interface AnswerMask {
    /// Takes the next piece and returns what is safe now; may be empty.
    Restored append(String text);

    /// Returns the rest.
    Restored flush();

    /// UTF-16 units at the end of the text that are not decided yet.
    int heldLength();

    /// Whether the policy ends the request here; nothing more is returned from then on.
    boolean isBlocked();

    /// What was masked so far: entity type to count.
    Map<String, Integer> findings();

    /// Seals the caller's text for the record that carries it; a function of both.
    String seal(String eventId, String restored);
}

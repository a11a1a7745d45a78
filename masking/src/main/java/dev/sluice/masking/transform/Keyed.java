package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// A transformation whose result is a function of the whole value and of a key: without the key
/// nobody can try values until one fits. (All mobile numbers of a country go through a bare SHA-256
/// in minutes.)
public sealed interface Keyed extends Transformation permits Pseudonym, Hash, FormatPreserved {

    /// What is shown for a whole match.
    ///
    /// @param value the match as detectors see it (folded)
    /// @param original the match as it stands in the text
    String replace(EntityType type, String value, String original, KeyedTokens tokens);

    @Override
    default String replaceRest(EntityType type, int length) {
        return "*".repeat(length);
    }
}

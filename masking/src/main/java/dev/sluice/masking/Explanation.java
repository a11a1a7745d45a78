package dev.sluice.masking;

import org.jspecify.annotations.Nullable;

/// Why something was found, without the data.
///
/// @param detector name of the detector that found it
/// @param score how sure the match is, from 0 to 1
/// @param contextWord the word before it that raised or lowered the score, or null
public record Explanation(
        Finding finding, String detector, double score, @Nullable String contextWord) {}

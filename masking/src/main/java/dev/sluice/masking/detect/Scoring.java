package dev.sluice.masking.detect;

import org.jspecify.annotations.Nullable;

/// How sure a match is, from 0 to 1, and what the words before it change. A detector looks for
/// matches only where the score reaches the threshold, so a number without context that needs one
/// is not held back for a single character.
///
/// @param base without any context
/// @param supporting words that make it surer
/// @param supported the score behind one of them; they win over opposing ones
/// @param opposing words that tell of something else, such as an order number
/// @param opposed the score behind one of those
public record Scoring(
        double base,
        @Nullable ContextWords supporting,
        double supported,
        @Nullable ContextWords opposing,
        double opposed) {

    /// From here on a match is masked, unless a policy says otherwise.
    public static final double THRESHOLD_DEFAULT = 0.5;

    private static final double CERTAIN = 0.9;

    static final Scoring FIXED = new Scoring(CERTAIN, null, CERTAIN, null, CERTAIN);

    double of(Evidence evidence) {
        return switch (evidence) {
            case SUPPORTED -> supported;
            case OPPOSED -> opposed;
            case NONE -> base;
        };
    }

    /// Which words stand before a match.
    enum Evidence {
        NONE,
        SUPPORTED,
        OPPOSED
    }
}

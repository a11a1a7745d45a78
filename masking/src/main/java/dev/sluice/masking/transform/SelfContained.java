package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// A transformation that needs the value and nothing else.
///
/// What replaces an open-ended match is shown before the match has ended, so it must not depend on
/// more than the beginning of such a value.
public sealed interface SelfContained extends Transformation
        permits DisplayMask, Placeholder, Block, Keep, LookAlike, OwnName {

    /// What is shown for a whole match.
    ///
    /// @param value the match as detectors see it (folded)
    String replace(EntityType type, String value);
}

package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;
import java.util.List;
import java.util.Optional;

/// A way to replace a value.
///
/// What replaces an open-ended match is shown before the match has ended, so a transformation must
/// not depend on more than the beginning of such a value.
public sealed interface Transformation permits DisplayMask, Placeholder, Block, Keep {

    List<Transformation> ALL =
            List.of(new DisplayMask(), new Placeholder(), new Block(), new Keep());

    /// The name in policies and findings.
    String action();

    /// What is shown for a whole match.
    ///
    /// @param value the match as detectors see it (folded)
    String replace(EntityType type, String value);

    /// What is shown for the end of a match whose beginning lies in an earlier match. It tells
    /// nothing of the value, because it does not know how much the earlier one showed.
    ///
    /// @param length code points of that end
    String replaceRest(EntityType type, int length);

    static Optional<Transformation> named(String action) {
        return ALL.stream().filter(known -> known.action().equals(action)).findFirst();
    }
}

package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;
import java.util.List;
import java.util.Optional;

/// A way to replace a value.
public sealed interface Transformation permits SelfContained, Keyed {

    /// Those that a policy may name.
    List<Transformation> ALL =
            List.of(
                    new DisplayMask(),
                    new Placeholder(),
                    new Pseudonym(),
                    new Hash(),
                    new FormatPreserved(),
                    new Block(),
                    new Keep());

    /// The name in policies and findings.
    String action();

    /// What is shown for the end of a match whose beginning lies in an earlier match. It tells
    /// nothing of the value, because it does not know how much the earlier one showed.
    ///
    /// @param length code points of that end
    String replaceRest(EntityType type, int length);

    static Optional<Transformation> named(String action) {
        return ALL.stream().filter(known -> known.action().equals(action)).findFirst();
    }
}

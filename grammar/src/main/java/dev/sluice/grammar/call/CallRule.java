package dev.sluice.grammar.call;

/// How often a function is called.
public enum CallRule {
    /// Not at all or once, behind any text.
    MAYBE_ONE,
    /// Not at all or several times, behind any text.
    MAYBE_SEVERAL,
    /// Once, and there is nothing else.
    ONE,
    /// At least once, and there is nothing else.
    SEVERAL;

    public static CallRule of(boolean isRequired, boolean isParallel) {
        if (isRequired) {
            return isParallel ? SEVERAL : ONE;
        }
        return isParallel ? MAYBE_SEVERAL : MAYBE_ONE;
    }

    boolean isRequired() {
        return this == ONE || this == SEVERAL;
    }

    boolean isParallel() {
        return this == SEVERAL || this == MAYBE_SEVERAL;
    }
}

package dev.sluice.grammar.automaton;

/// A grammar so ambiguous that following it would take too long. It has no stack trace: the state
/// of an automaton says nothing.
public final class AutomatonLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AutomatonLimitException(int workMax) {
        super(
                "following the grammar takes more than " + workMax + " steps at one place",
                null,
                false,
                false);
    }
}

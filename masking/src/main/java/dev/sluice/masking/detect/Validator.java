package dev.sluice.masking.detect;

/// The check that a pattern cannot express, such as a check digit.
///
/// A validator is a pure function of the matched text. It must be satisfiable from every proper
/// prefix of a match: the scanner holds text back as long as the pattern can be completed, and that
/// is the least possible delay only if some completion passes.
@FunctionalInterface
public interface Validator {

    /// For detectors whose pattern says everything.
    Validator NONE = folded -> true;

    /// Whether `folded` (the match after {@link Folding}, separators included) is the real thing.
    boolean accepts(String folded);
}

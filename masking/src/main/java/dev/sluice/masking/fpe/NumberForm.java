package dev.sluice.masking.fpe;

import java.util.Optional;
import java.util.function.UnaryOperator;

/// What of a type's values is encrypted, and what makes the result one of them again.
///
/// Not every number of digits is a value (there is no 31 February), so forms *walk the cycle*: they
/// encrypt again until the result is one. FF1 is a permutation, so that ends, it stays reversible,
/// and two values never become one.
interface NumberForm {

    /// Fewer can be tried out, and FF1 is not safe there (SP 800-38G rev. 1, §5.2): 10⁶ numbers.
    int DIGITS_MIN = 6;

    /// Longest walk; with the densest forms a step succeeds at least every third time, so a longer
    /// one does not come up.
    int WALK_MAX = 1_000;

    /// The value with its digits encrypted, everything else as it stands. Empty: this spelling has
    /// too few of them.
    ///
    /// @param value as detectors see it
    /// @param permutation of all numbers of a length, in decimal digits
    Optional<String> encrypt(String value, UnaryOperator<String> permutation);
}

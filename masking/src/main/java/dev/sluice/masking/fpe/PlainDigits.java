package dev.sluice.masking.fpe;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A number whose last digits are encrypted, its check digit worked out anew.
///
/// @param encrypted how many digits, of so many without the check digit
/// @param isValid of all digits, check digit included
record PlainDigits(IntUnaryOperator encrypted, boolean hasCheckDigit, Predicate<String> isValid)
        implements NumberForm {

    @Override
    public Optional<String> encrypt(String value, UnaryOperator<String> permutation) {
        Digits digits = Digits.of(value, 0);
        int free = digits.count() - (hasCheckDigit ? 1 : 0);
        int from = free - encrypted.applyAsInt(free);
        if (from < 0 || free - from < DIGITS_MIN) {
            return Optional.empty();
        }
        String kept = digits.text().substring(0, from);
        String middle = digits.text().substring(from, free);
        for (int i = 0; i < WALK_MAX; i++) {
            middle = permutation.apply(middle);
            Optional<String> whole = completed(kept + middle);
            if (whole.isPresent()) {
                return whole.map(digits::replacedBy);
            }
        }
        return Optional.empty();
    }

    private Optional<String> completed(String number) {
        if (!hasCheckDigit) {
            return Optional.of(number).filter(isValid);
        }
        for (char check = '0'; check <= '9'; check++) {
            if (isValid.test(number + check)) {
                return Optional.of(number + check);
            }
        }
        return Optional.empty();
    }
}

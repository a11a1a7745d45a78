package dev.sluice.masking.fpe;

import dev.sluice.masking.detect.Checksums;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// An IBAN: the digits of bank and account are encrypted, country and letters stay, the two check
/// digits are worked out anew. National check digits within the account number are not.
final class IbanForm implements NumberForm {

    private static final int ACCOUNT_FROM = 4;
    private static final int CHECK_MIN = 2;
    private static final int CHECK_MAX = 98;

    @Override
    public Optional<String> encrypt(String value, UnaryOperator<String> permutation) {
        Digits digits = Digits.of(value, ACCOUNT_FROM);
        if (digits.count() < DIGITS_MIN) {
            return Optional.empty();
        }
        String encrypted = digits.replacedBy(permutation.apply(digits.text()));
        for (int check = CHECK_MIN; check <= CHECK_MAX; check++) {
            String whole =
                    "%s%02d%s"
                            .formatted(
                                    encrypted.substring(0, 2),
                                    check,
                                    encrypted.substring(ACCOUNT_FROM));
            if (Checksums.mod97Radix10(whole)) {
                return Optional.of(whole);
            }
        }
        return Optional.empty();
    }
}

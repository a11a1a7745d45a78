package dev.sluice.masking.detect;

/// Check digits of published standards. Each takes the match as found, skips everything that is not
/// part of the number, and never throws.
final class Checksums {

    private Checksums() {}

    /// Luhn (ISO/IEC 7812-1): every second digit from the right is doubled, digits are summed, the
    /// sum is a multiple of ten. A number of zeros only passes the formula and is no card.
    static boolean luhn(String text) {
        int sum = 0;
        int count = 0;
        boolean anyNonZero = false;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                continue;
            }
            anyNonZero |= digit != 0;
            int weighted = count++ % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return anyNonZero && sum % 10 == 0;
    }

    /// ISO 7064 MOD 11-2, as GB 11643-1999 uses it: reading left to right, double the remainder and
    /// add the digit; `X` counts ten in the last place; the whole leaves 1 modulo 11.
    static boolean mod11Radix2(String text) {
        int remainder = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                remainder = (2 * remainder + c - '0') % 11;
            } else if (c == 'X' || c == 'x') {
                remainder = (2 * remainder + 10) % 11;
            }
        }
        return remainder == 1;
    }
}

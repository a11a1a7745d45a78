package dev.sluice.masking.detect;

/// Check digits of published standards. Each takes the match as found, skips everything that is not
/// part of the number, and never throws.
final class Checksums {

    /// No I, O, S, V and Z, which look like digits.
    private static final String SOCIAL_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

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

    /// ISO 7064 MOD 97-10, as ISO 13616 uses it for IBANs: the first four characters go to the end,
    /// letters count 10 to 35, and the number leaves 1 modulo 97.
    static boolean mod97Radix10(String text) {
        String compact = text.replaceAll("[^0-9A-Za-z]", "");
        int remainder = 0;
        for (int i = 0; i < compact.length(); i++) {
            int value = Character.digit(compact.charAt((i + 4) % compact.length()), 36);
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
        }
        return remainder == 1;
    }

    /// ISO 7064 MOD 31-3, as GB 32100-2015 uses it: the weight of place i is 3^i modulo 31, and the
    /// weighted sum with the check character is a multiple of 31.
    static boolean mod31Radix3(String text) {
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < text.length() - 1; i++) {
            sum += weight * SOCIAL_CREDIT_ALPHABET.indexOf(Character.toUpperCase(text.charAt(i)));
            weight = weight * 3 % 31;
        }
        char check = Character.toUpperCase(text.charAt(text.length() - 1));
        return (sum + SOCIAL_CREDIT_ALPHABET.indexOf(check)) % 31 == 0;
    }
}

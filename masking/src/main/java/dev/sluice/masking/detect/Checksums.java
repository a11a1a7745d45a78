package dev.sluice.masking.detect;

import java.util.Locale;

/// Check digits of published standards. Each takes the match as found, skips everything that is not
/// part of the number, and never throws.
public final class Checksums {

    /// No I, O, S, V and Z, which look like digits.
    private static final String SOCIAL_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// Twice a digit, its own digits added.
    private static final int[] DOUBLED = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};

    private Checksums() {}

    /// Luhn (ISO/IEC 7812-1): every second digit from the right is doubled, digits are summed, the
    /// sum is a multiple of ten. A number of zeros only passes the formula and is no card.
    public static boolean luhn(String text) {
        // The sums of what was read, if the last digit counts once, and if it counts twice.
        int once = 0;
        int twice = 0;
        int seen = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                int onceBefore = once;
                once = twice + digit;
                twice = onceBefore + DOUBLED[digit];
                seen |= digit;
            }
        }
        return seen != 0 && once % 10 == 0;
    }

    /// ISO 7064 MOD 11-2, as GB 11643-1999 uses it: reading left to right, double the remainder and
    /// add the digit; `X` counts ten in the last place; the whole leaves 1 modulo 11.
    public static boolean mod11Radix2(String text) {
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
    public static boolean mod97Radix10(String text) {
        String compact = lettersAndDigits(text);
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

    /// ISO 7064 MOD 11,10, for numbers of digits only.
    static boolean mod11Radix10(String text) {
        int product = 10;
        String digits = digits(text);
        for (int i = 0; i < digits.length() - 1; i++) {
            int sum = (product + digits.charAt(i) - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (product + digits.charAt(digits.length() - 1) - '0') % 10 == 1;
    }

    /// GB 11714-1997, organisation code: weights 3 7 9 10 5 8 4 2 over digits and letters (A counts
    /// 10), check character 11 minus the rest: `X` for ten, `0` for eleven.
    static boolean organizationCode(String text) {
        int[] weights = {3, 7, 9, 10, 5, 8, 4, 2};
        String compact = text.replace("-", "");
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * Character.digit(compact.charAt(i), 36);
        }
        return "0123456789X0".charAt(11 - sum % 11) == Character.toUpperCase(compact.charAt(8));
    }

    /// ISO 3779 with the check digit of the United States (49 CFR 565): letters count 1 to 9 along
    /// the alphabet, place 9 is the weighted sum modulo 11, `X` for ten.
    static boolean vehicleNumber(String text) {
        int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
        String values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
        String number = text.toUpperCase(Locale.ROOT);
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (values.indexOf(number.charAt(i)) % 10);
        }
        return "0123456789X".charAt(sum % 11) == number.charAt(8);
    }

    private static String lettersAndDigits(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 && Character.isLetterOrDigit(c)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    /// The digits of a text, without what stands between them.
    static String digits(String text) {
        StringBuilder digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits.append(c);
            }
        }
        return digits.toString();
    }
}

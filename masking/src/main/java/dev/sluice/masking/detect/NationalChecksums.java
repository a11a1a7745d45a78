package dev.sluice.masking.detect;

import java.util.Locale;

/// Check digits that one country's numbers have. Like {@link Checksums}, each takes the match as
/// found, skips separators, and never throws on what its pattern lets through.
public final class NationalChecksums {

    private static final String SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

    private static final String SINGAPORE_CITIZEN = "JZIHGFEDCBA";
    private static final String SINGAPORE_FOREIGNER = "XWUTRQPNMLK";
    private static final String SINGAPORE_SINCE_2022 = "XWUTRQPNJLK";

    /// Value of a character in an odd place of an Italian tax code, 0-9 then A-Z.
    private static final int[] ITALIAN_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
        6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private static final int[][] VERHOEFF_PRODUCT = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
        {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
        {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
        {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
        {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
        {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
        {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
        {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
        {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
    };

    private static final int[][] VERHOEFF_PERMUTATION = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
        {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
        {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
        {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
        {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}
    };

    private NationalChecksums() {}

    /// India: Verhoeff's dihedral check (1969).
    public static boolean verhoeff(String text) {
        int check = 0;
        int place = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = text.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                check = VERHOEFF_PRODUCT[check][VERHOEFF_PERMUTATION[place++ % 8][digit]];
            }
        }
        return check == 0;
    }

    /// United States: weights 3 7 1, sum a multiple of ten.
    static boolean abaRouting(String text) {
        return weighted(Checksums.digits(text), 3, 7, 1) % 10 == 0;
    }

    /// United Kingdom: weights 10 to 2, and the check digit itself.
    public static boolean nhs(String text) {
        return weighted(Checksums.digits(text), 10, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    /// Brazil: two digits, each 11 minus the weighted sum modulo 11; eleven equal digits are none.
    static boolean brazilianCpf(String text) {
        String digits = Checksums.digits(text);
        boolean varies = digits.chars().distinct().count() > 1;
        return varies && isBrazilianDigit(digits, 9) && isBrazilianDigit(digits, 10);
    }

    /// Spain: the number modulo 23 picks the letter; X, Y and Z count 0, 1 and 2.
    static boolean spanishNif(String text) {
        String compact = text.replace("-", "");
        int last = compact.length() - 1;
        String number =
                compact.substring(0, last).replace('X', '0').replace('Y', '1').replace('Z', '2');
        return SPANISH_LETTERS.charAt(Integer.parseInt(number) % 23) == compact.charAt(last);
    }

    /// Italy: places count by two tables, the sum modulo 26 picks the letter.
    static boolean italianTaxCode(String text) {
        int sum = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            int value = Character.digit(text.charAt(i), 36);
            int even = value > 9 ? value - 10 : value;
            sum += i % 2 == 0 ? ITALIAN_ODD[value] : even;
        }
        return 'A' + sum % 26 == text.charAt(text.length() - 1);
    }

    /// France: key = 97 − number modulo 97; Corsica's 2A and 2B count 19 and 18.
    static boolean frenchNir(String text) {
        String compact = text.replace(" ", "").replace("2A", "19").replace("2B", "18");
        long number = Long.parseLong(compact.substring(0, 13));
        return 97 - number % 97 == Integer.parseInt(compact.substring(13));
    }

    /// Poland: weights 1 3 7 9, the sum with the check digit a multiple of ten.
    static boolean polishPesel(String text) {
        String digits = Checksums.digits(text);
        int month = Integer.parseInt(digits.substring(2, 4)) % 20;
        int day = Integer.parseInt(digits.substring(4, 6));
        boolean isDate = month >= 1 && month <= 12 && day >= 1 && day <= 31;
        int sum = weighted(digits.substring(0, 10), 1, 3, 7, 9) + digits.charAt(10) - '0';
        return isDate && sum % 10 == 0;
    }

    /// Sweden: Luhn over the last ten digits.
    static boolean swedishPersonnummer(String text) {
        String digits = Checksums.digits(text);
        return Checksums.luhn(digits.substring(digits.length() - 10));
    }

    /// Singapore: weights 2 7 6 5 4 3 2; the first letter shifts the sum and picks the alphabet.
    static boolean singaporeNric(String text) {
        char series = text.charAt(0);
        int shift =
                switch (series) {
                    case 'T', 'G' -> 4;
                    case 'M' -> 3;
                    default -> 0;
                };
        String alphabet =
                switch (series) {
                    case 'S', 'T' -> SINGAPORE_CITIZEN;
                    case 'M' -> SINGAPORE_SINCE_2022;
                    default -> SINGAPORE_FOREIGNER;
                };
        int sum = shift + weighted(text.substring(1, 8), 2, 7, 6, 5, 4, 3, 2);
        return alphabet.charAt(sum % 11) == text.charAt(8);
    }

    /// Japan: weights 6 5 4 3 2 7 6 5 4 3 2; the check digit is 11 minus the rest, or 0.
    static boolean japaneseMyNumber(String text) {
        String digits = Checksums.digits(text);
        int rest = weighted(digits.substring(0, 11), 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return (rest <= 1 ? 0 : 11 - rest) == digits.charAt(11) - '0';
    }

    /// Australia: weights 1 4 3 7 5 8 6 9 10, sum a multiple of 11.
    static boolean australianTfn(String text) {
        return weighted(Checksums.digits(text), 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0;
    }

    /// Hong Kong: letters count 10 to 35, a missing first letter 36; weights 9 to 2; `A` counts
    /// ten.
    static boolean hongKongId(String text) {
        String compact = text.toUpperCase(Locale.ROOT).replace("(", "").replace(")", "");
        int weight = compact.length();
        int sum = weight == 8 ? 36 * 9 : 0;
        for (int i = 0; i < compact.length(); i++) {
            sum += Character.digit(compact.charAt(i), 36) * weight--;
        }
        return sum % 11 == 0;
    }

    /// Taiwan: the letter counts two digits, weights 1 9 8 7 6 5 4 3 2 1 1, sum a multiple of ten.
    static boolean taiwanId(String text) {
        int letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".indexOf(text.charAt(0)) + 10;
        int sum = letter / 10 + letter % 10 * 9;
        return (sum + weighted(text.substring(1), 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0;
    }

    private static boolean isBrazilianDigit(String digits, int place) {
        int sum = 0;
        for (int i = 0; i < place; i++) {
            sum += (digits.charAt(i) - '0') * (place + 1 - i);
        }
        return 10 * sum % 11 % 10 == digits.charAt(place) - '0';
    }

    /// Sum of digits times weights, which repeat.
    private static int weighted(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * weights[i % weights.length];
        }
        return sum;
    }
}

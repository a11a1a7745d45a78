package dev.sluice.masking.detect;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The built-in detectors once more, written for `java.util.regex` by hand: an independent reading
/// of what they should find, and (by the matcher's `hitEnd`) of what may still become a match. Only
/// for text that folding leaves as it is.
record RegexOracle(
        String name, int priority, String notAfter, Pattern pattern, String notBefore, Check check)
        implements NaiveScan.Language {

    /// Named, so that a record of it can be compared.
    interface Check extends Predicate<String> {}

    private static final String DIGITS = "0123456789";

    static final List<RegexOracle> ALL =
            List.of(
                    new RegexOracle(
                            "email",
                            70,
                            "",
                            Pattern.compile(
                                    "\\w[\\w.%+-]{0,63}@(?:[A-Za-z0-9][A-Za-z0-9-]*\\.)+"
                                            + "(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)"),
                            "",
                            _ -> true),
                    new RegexOracle(
                            "cn-mobile",
                            80,
                            DIGITS,
                            Pattern.compile(
                                    "(?:(?:\\+|00)?86[ -]?|\\(\\+?86\\)[ -]?)?"
                                            + "1[3-9]\\d[ -]?\\d{4}[ -]?\\d{4}"),
                            DIGITS,
                            _ -> true),
                    new RegexOracle(
                            "cn-resident-id",
                            90,
                            DIGITS,
                            Pattern.compile(residentId()),
                            DIGITS,
                            RegexOracle::checksEleven),
                    new RegexOracle(
                            "bank-card",
                            60,
                            DIGITS,
                            Pattern.compile(
                                    "\\d{12,19}|(?:[3-6]\\d|2[2-7]|81|9\\d)"
                                            + "\\d{2,13}(?:[ -]\\d{4,15})*(?:[ -]\\d{1,3})?"),
                            DIGITS,
                            RegexOracle::checksTen));

    @Override
    public boolean matches(String text, int start, int end) {
        String inside = text.substring(start, end);
        return isFree(notAfter, text, start - 1)
                && isFree(notBefore, text, end)
                && pattern.matcher(inside).matches()
                && check.test(inside);
    }

    /// Whether some continuation of `text` has a match that begins at `start` and is not complete
    /// yet, or is complete and awaits what comes next.
    @SuppressWarnings("JdkObsolete") // whether more input could matter is what hitEnd() tells
    boolean mayMatchFrom(String text, int start) {
        if (!isFree(notAfter, text, start - 1)) {
            return false;
        }
        String inside = text.substring(start);
        Matcher matcher = pattern.matcher(inside);
        boolean isComplete = matcher.matches();
        boolean canGrow = matcher.hitEnd() && isWithinLimits(inside);
        return canGrow || (isComplete && !notBefore.isEmpty() && check.test(inside));
    }

    /// What the pattern above leaves to a count: digits of a card.
    private boolean isWithinLimits(String inside) {
        return !name.equals("bank-card") || digits(inside).length() < 19;
    }

    private static boolean isFree(String forbidden, String text, int offset) {
        return offset < 0 || offset >= text.length() || forbidden.indexOf(text.charAt(offset)) < 0;
    }

    private static String residentId() {
        String province = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])";
        String day31 = "(?:0[13578]|1[02])(?:0[1-9]|[12]\\d|3[01])";
        String day30 = "(?:0[469]|11)(?:0[1-9]|[12]\\d|30)";
        String day28 = "02(?:0[1-9]|1\\d|2[0-8])";
        StringBuilder leap = new StringBuilder();
        for (int year = 1904; year < 2050; year += 4) {
            leap.append(leap.isEmpty() ? "" : "|").append(year);
        }
        return "(?:%s\\d{4}|9%s\\d{3})[ -]?(?:(?:19\\d|20[0-4])\\d(?:%s|%s|%s)|(?:%s)0229)[ -]?%s"
                .formatted(province, province, day31, day30, day28, leap, "\\d{3}[\\dXx]");
    }

    private static boolean checksEleven(String text) {
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        String characters = text.replaceAll("[ -]", "");
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (characters.charAt(i) - '0');
        }
        char expected = "10X98765432".charAt(sum % 11);
        return Character.toUpperCase(characters.charAt(17)) == expected;
    }

    private static boolean checksTen(String text) {
        String digits = digits(text);
        if (digits.length() < 12 || digits.length() > 19 || digits.matches("0+")) {
            return false;
        }
        int[] doubled = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            boolean isDoubled = (digits.length() - i) % 2 == 0;
            sum += isDoubled ? doubled[digit] : digit;
        }
        return sum % 10 == 0;
    }

    private static String digits(String text) {
        return text.replaceAll("[^0-9]", "");
    }
}

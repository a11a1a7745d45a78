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
                            "us-ssn",
                            77,
                            DIGITS,
                            Pattern.compile("(?!000|666|9)\\d{3}-(?!00)\\d\\d-(?!0000)\\d{4}"),
                            DIGITS,
                            _ -> true),
                    new RegexOracle(
                            "mac",
                            55,
                            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:-",
                            Pattern.compile(
                                    "[\\da-fA-F]{2}(?:(?::[\\da-fA-F]{2}){5}|(?:-[\\da-fA-F]{2}){5})"
                                        + "|(?:[\\da-fA-F]{4}\\.){2}[\\da-fA-F]{4}"),
                            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:-",
                            _ -> true));

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
        boolean canGrow = matcher.hitEnd();
        return canGrow || (isComplete && !notBefore.isEmpty() && check.test(inside));
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
}

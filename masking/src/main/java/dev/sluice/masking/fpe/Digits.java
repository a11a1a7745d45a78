package dev.sluice.masking.fpe;

/// The digits of a value, and where in it they stand.
///
/// @param from what lies before is left alone
record Digits(String value, int from, String text) {

    static Digits of(String value, int from) {
        StringBuilder digits = new StringBuilder();
        for (int i = from; i < value.length(); i++) {
            if (isDigit(value.charAt(i))) {
                digits.append(value.charAt(i));
            }
        }
        return new Digits(value, from, digits.toString());
    }

    int count() {
        return text.length();
    }

    /// The value with these digits instead, one for one.
    String replacedBy(String digits) {
        StringBuilder replaced = new StringBuilder(value);
        int next = 0;
        for (int i = from; i < value.length(); i++) {
            if (isDigit(value.charAt(i))) {
                replaced.setCharAt(i, digits.charAt(next++));
            }
        }
        return replaced.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

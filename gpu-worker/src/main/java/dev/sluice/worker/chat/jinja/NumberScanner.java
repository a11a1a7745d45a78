package dev.sluice.worker.chat.jinja;

/// Finds where a number constant ends: digits with single underscores between them, then for a
/// float a fraction, an exponent, or both; `0x`, `0o`, `0b` integers.
final class NumberScanner {
    private final String source;
    private int end;
    private boolean isFloat;

    /// @param afterDot the number follows a dot (`messages.0.role`): an index, never a float
    NumberScanner(String source, int start, boolean afterDot) {
        this.source = source;
        this.end = start;
        if (!scanRadix()) {
            scanDigits();
            if (!afterDot) {
                scanFraction();
                scanExponent();
            }
        }
    }

    int end() {
        return end;
    }

    boolean isFloat() {
        return isFloat;
    }

    private boolean scanRadix() {
        char letter = Character.toLowerCase(charAt(end + 1));
        int radix = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        boolean prefixed = charAt(end) == '0' && radix > 0;
        if (!prefixed || Character.digit(charAt(end + 2), radix) < 0) {
            return false;
        }
        end += 2;
        while (Character.digit(charAt(end), radix) >= 0 || charAt(end) == '_') {
            end++;
        }
        return true;
    }

    private void scanDigits() {
        while (Characters.isDigit(charAt(end))
                || (charAt(end) == '_' && Characters.isDigit(charAt(end + 1)))) {
            end++;
        }
    }

    private void scanFraction() {
        if (charAt(end) == '.' && Characters.isDigit(charAt(end + 1))) {
            isFloat = true;
            end++;
            scanDigits();
        }
    }

    private void scanExponent() {
        int digits = end + (charAt(end + 1) == '+' || charAt(end + 1) == '-' ? 2 : 1);
        if (Character.toLowerCase(charAt(end)) == 'e' && Characters.isDigit(charAt(digits))) {
            isFloat = true;
            end = digits;
            scanDigits();
        }
    }

    private char charAt(int index) {
        return index < source.length() ? source.charAt(index) : 0;
    }
}

package dev.sluice.masking.detect;

/// Escapes by which JSON writes a character: a backslash, `u` and four hexadecimal digits, or a
/// backslash and `/`. Models write JSON into their answers (arguments of tool calls), and a number
/// in it must be seen however it is spelt.
///
/// Any text is read so, JSON or not: what it costs is a backslash that waits for one character, and
/// what it may do wrong is to mask too much. Two backslashes are read like one, for JSON stands in
/// JSON. A pair of escaped surrogates is one character.
final class JsonEscape {

    /// What stands there may still become an escape.
    static final int INCOMPLETE = -1;

    /// A character that stands for itself.
    static final int NONE = 0;

    private static final int BACKSLASHES_MAX = 2;
    private static final int DIGITS = 4;

    private JsonEscape() {}

    /// How many code units the escape has that begins at `at`, which is a backslash; or one of the
    /// constants.
    static int lengthAt(CharSequence text, int at) {
        int first = singleAt(text, at);
        if (first <= NONE || !Character.isHighSurrogate((char) valueOf(text, at, first))) {
            return first;
        }
        int second = singleAt(text, at + first);
        if (second == INCOMPLETE) {
            return INCOMPLETE;
        }
        boolean isPair =
                second != NONE
                        && Character.isLowSurrogate((char) valueOf(text, at + first, second));
        return isPair ? first + second : first;
    }

    /// The character that an escape of this length stands for.
    static int codePointAt(CharSequence text, int at, int length) {
        int first = singleAt(text, at);
        int value = valueOf(text, at, first);
        return first == length
                ? value
                : Character.toCodePoint(
                        (char) value, (char) valueOf(text, at + first, length - first));
    }

    /// The same of a single escape.
    private static int singleAt(CharSequence text, int at) {
        int letter = at;
        while (letter < text.length()
                && text.charAt(letter) == '\\'
                && letter - at < BACKSLASHES_MAX) {
            letter++;
        }
        if (letter == text.length()) {
            return INCOMPLETE;
        }
        if (letter == at) {
            return NONE;
        }
        return switch (text.charAt(letter)) {
            case '/' -> letter + 1 - at;
            case 'u' -> withDigits(text, at, letter + 1);
            default -> NONE;
        };
    }

    private static int withDigits(CharSequence text, int at, int from) {
        for (int i = from; i < from + DIGITS; i++) {
            if (i == text.length()) {
                return INCOMPLETE;
            }
            if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) >= 0x80) {
                return NONE;
            }
        }
        return from + DIGITS - at;
    }

    private static int valueOf(CharSequence text, int at, int length) {
        return text.charAt(at + length - 1) == '/' && length <= BACKSLASHES_MAX + 1
                ? '/'
                : Integer.parseInt(text, at + length - DIGITS, at + length, 16);
    }
}

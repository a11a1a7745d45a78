package dev.sluice.worker.chat.jinja;

/// Python's view of characters, where it differs from Java's.
final class Characters {
    private Characters() {}

    /// `str.isspace`: Unicode white space with the no-break spaces and the four separators.
    static boolean isSpace(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\u0085'
                || (c >= '\u001c' && c <= '\u001f');
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// Where `str.splitlines` breaks a line.
    static boolean isLineBreak(char c) {
        return (c >= '\n' && c <= '\r')
                || (c >= '\u001c' && c <= '\u001e')
                || c == '\u0085'
                || c == '\u2028'
                || c == '\u2029';
    }

    /// Whether `repr` shows the character as itself.
    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }
}

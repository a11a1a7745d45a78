package dev.sluice.worker.chat.jinja;

/// Python's backslash escapes in string constants.
final class StringEscapes {
    private static final String LETTERS = "abfnrtv\\'\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\'\"";

    private final String body;
    private final int line;
    private final StringBuilder decoded = new StringBuilder();
    private int position;

    private StringEscapes(String body, int line) {
        this.body = body;
        this.line = line;
    }

    static String decode(String body, int line) {
        return body.indexOf('\\') < 0 ? body : new StringEscapes(body, line).run();
    }

    private String run() {
        while (position < body.length()) {
            char c = body.charAt(position++);
            if (c == '\\') {
                decodeEscape(body.charAt(position++));
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }

    private void decodeEscape(char letter) {
        int known = LETTERS.indexOf(letter);
        if (known >= 0) {
            decoded.append(MEANINGS.charAt(known));
            return;
        }
        switch (letter) {
            case '\n' -> {}
            case 'x' -> decodeHex(2);
            case 'u' -> decodeHex(4);
            case 'U' -> decodeHex(8);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> decodeOctal();
            default -> decoded.append('\\').append(letter);
        }
    }

    private void decodeHex(int digitCount) {
        int codePoint = 0;
        for (int i = 0; i < digitCount; i++, position++) {
            int digit = position < body.length() ? Character.digit(body.charAt(position), 16) : -1;
            if (digit < 0) {
                throw new JinjaException(line, "truncated escape in string");
            }
            codePoint = codePoint << 4 | digit;
        }
        if (!Character.isValidCodePoint(codePoint)) {
            throw new JinjaException(line, "escape is no Unicode character");
        }
        decoded.appendCodePoint(codePoint);
    }

    private void decodeOctal() {
        int end = Math.min(position + 2, body.length());
        int value = Character.digit(body.charAt(position - 1), 8);
        while (position < end && Character.digit(body.charAt(position), 8) >= 0) {
            value = value << 3 | Character.digit(body.charAt(position++), 8);
        }
        decoded.append((char) value);
    }
}

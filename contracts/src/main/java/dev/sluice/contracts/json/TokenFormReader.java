package dev.sluice.contracts.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Walks through a record that should have a certain form. Once something is not as expected it
/// answers nothing of use any more, and is not [whole][#isWhole()].
final class TokenFormReader {
    /// More digits might not fit an int.
    private static final int DIGITS_MAX = 9;

    /// What UTF-8 that is none becomes: left to Jackson, which knows what is wrong with it.
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] value;
    private int at;
    private boolean isOther;

    TokenFormReader(byte[] value) {
        this.value = value;
    }

    boolean begins(byte[] literal) {
        return stands(literal, 0);
    }

    TokenFormReader skip(byte[] literal) {
        isOther |= !stands(literal, at);
        at += literal.length;
        return this;
    }

    private boolean stands(byte[] literal, int from) {
        if (literal.length > value.length - from) {
            return false;
        }
        for (int i = 0; i < literal.length; i++) {
            if (value[from + i] != literal[i]) {
                return false;
            }
        }
        return true;
    }

    /// A string without escapes, up to its closing quote.
    String text() {
        int from = at;
        boolean isAscii = true;
        while (at < value.length && value[at] != '"') {
            byte next = value[at++];
            isAscii &= next >= 0;
            isOther |= next == '\\' || (next >= 0 && next < ' ');
        }
        if (isOther || at >= value.length) {
            isOther = true;
            return "";
        }
        if (isAscii) {
            return new String(value, from, at - from, StandardCharsets.ISO_8859_1);
        }
        String text = new String(value, from, at - from, StandardCharsets.UTF_8);
        isOther = text.indexOf(REPLACEMENT) >= 0;
        return text;
    }

    /// A time, up to the closing quote.
    Instant time() {
        int from = at;
        while (at < value.length && value[at] != '"') {
            at++;
        }
        Instant time = isOther ? null : IsoTime.parse(value, from, at);
        isOther |= time == null;
        return time == null ? Instant.EPOCH : time;
    }

    /// A whole number, not negative, without leading zeros.
    int number() {
        int from = at;
        int number = 0;
        while (at < value.length && at - from < DIGITS_MAX && Digits.isDigit(value[at])) {
            number = 10 * number + value[at++] - '0';
        }
        isOther |= at == from || (value[from] == '0' && at - from > 1);
        return number;
    }

    /// Whether all was as expected, to the last byte.
    boolean isWhole() {
        return !isOther && at == value.length;
    }
}

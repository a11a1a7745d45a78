package dev.sluice.contracts.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts a record together. A text that needs an escape, or a character of two halves, makes it
/// Jackson's to write.
final class TokenFormWriter {
    private static final int CAPACITY = 384;
    private static final int DIGITS_MAX = 10;
    private static final int BYTES_PER_CHAR_MAX = 3;

    private byte[] bytes = new byte[CAPACITY];
    private int count;
    private boolean isOther;

    TokenFormWriter put(byte[] literal) {
        reserve(literal.length);
        System.arraycopy(literal, 0, bytes, count, literal.length);
        count += literal.length;
        return this;
    }

    TokenFormWriter put(String text) {
        reserve(BYTES_PER_CHAR_MAX * text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            isOther |= letter < ' ' || letter == '"' || letter == '\\';
            isOther |= Character.isSurrogate(letter);
            if (letter < 0x80) {
                bytes[count++] = (byte) letter;
            } else if (letter < 0x800) {
                bytes[count++] = (byte) (0xC0 | (letter >> 6));
                bytes[count++] = (byte) (0x80 | (letter & 0x3F));
            } else {
                bytes[count++] = (byte) (0xE0 | (letter >> 12));
                bytes[count++] = (byte) (0x80 | ((letter >> 6) & 0x3F));
                bytes[count++] = (byte) (0x80 | (letter & 0x3F));
            }
        }
        return this;
    }

    TokenFormWriter put(int number) {
        reserve(DIGITS_MAX);
        isOther |= number < 0;
        int digits = Digits.count(number);
        Digits.put(bytes, count, digits, number);
        count += digits;
        return this;
    }

    private void reserve(int more) {
        if (count + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (count + more));
        }
    }

    byte @Nullable [] written() {
        return isOther ? null : Arrays.copyOf(bytes, count);
    }
}

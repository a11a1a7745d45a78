package dev.sluice.contracts.json;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts a record together. A text that needs an escape, or a character of two halves, makes it
/// Jackson's to write.
final class TokenFormWriter {
    private static final int BYTES_PER_CHAR_MAX = 3;

    private byte[] bytes;
    private int count;
    private boolean isOther;

    /// @param capacity the bytes that will be written, if all characters are ASCII
    TokenFormWriter(int capacity) {
        bytes = new byte[capacity];
    }

    TokenFormWriter put(byte[] literal) {
        reserve(literal.length);
        System.arraycopy(literal, 0, bytes, count, literal.length);
        count += literal.length;
        return this;
    }

    TokenFormWriter put(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            isOther |= letter < ' ' || letter == '"' || letter == '\\';
            if (letter < 0x80) {
                bytes[count++] = (byte) letter;
            } else {
                putWide(letter, text.length() - i - 1);
            }
        }
        return this;
    }

    /// @param after how many characters come behind it
    private void putWide(char letter, int after) {
        isOther |= Character.isSurrogate(letter);
        reserve(BYTES_PER_CHAR_MAX + after);
        if (letter < 0x800) {
            bytes[count++] = (byte) (0xC0 | (letter >> 6));
            bytes[count++] = (byte) (0x80 | (letter & 0x3F));
        } else {
            bytes[count++] = (byte) (0xE0 | (letter >> 12));
            bytes[count++] = (byte) (0x80 | ((letter >> 6) & 0x3F));
            bytes[count++] = (byte) (0x80 | (letter & 0x3F));
        }
    }

    TokenFormWriter put(Instant time) {
        if (!IsoTime.isPlain(time)) {
            return put(time.toString());
        }
        reserve(IsoTime.length(time));
        count = IsoTime.put(time, bytes, count);
        return this;
    }

    TokenFormWriter put(int number) {
        isOther |= number < 0;
        int digits = Digits.count(number);
        reserve(digits);
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
        if (isOther) {
            return null;
        }
        return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    }
}

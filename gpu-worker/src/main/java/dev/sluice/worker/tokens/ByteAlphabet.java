package dev.sluice.worker.tokens;

import java.util.Arrays;

/// The printable alphabet of byte-level vocabularies (GPT-2): a byte that is a visible Latin-1
/// character stands for itself, the 68 others for U+0100, U+0101, … in order.
final class ByteAlphabet {
    private static final int BYTE_COUNT = 256;
    private static final int FIRST_STAND_IN = 0x100;
    private static final int[] BYTES = new int[FIRST_STAND_IN + BYTE_COUNT];

    static {
        Arrays.fill(BYTES, -1);
        int standIn = FIRST_STAND_IN;
        for (int value = 0; value < BYTE_COUNT; value++) {
            BYTES[isVisible(value) ? value : standIn++] = value;
        }
    }

    private ByteAlphabet() {}

    /// The byte behind a character, or -1 when the character is not of the alphabet.
    static int byteOf(char character) {
        return character < BYTES.length ? BYTES[character] : -1;
    }

    private static boolean isVisible(int value) {
        return (value >= '!' && value <= '~')
                || (value >= 0xA1 && value <= 0xAC)
                || (value >= 0xAE && value <= 0xFF);
    }
}

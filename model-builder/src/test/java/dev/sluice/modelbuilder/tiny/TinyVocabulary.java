package dev.sluice.modelbuilder.tiny;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A byte-level vocabulary that can spell any text: three control tokens (ids 0 to 2), the 256
/// bytes (ids 3 to 258), and a handful of English merges after them.
public final class TinyVocabulary {
    public static final int END_OF_TEXT = 0;
    public static final int TURN_START = 1;
    public static final int TURN_END = 2;
    public static final int FIRST_BYTE = 3;

    private static final List<String> CONTROL =
            List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final List<String> MERGES =
            List.of(
                    "Ġ t", "h e", "i n", "e r", "a n", "o n", "r e", "a t", "e n", "o r", "i s",
                    "i t", "e s", "e d", "o u", "l l", "Ġ a", "Ġ s", "Ġ w", "Ġ c", "Ġ o", "Ġ b",
                    "Ġ i", "Ġ f", "Ġt he", "in g", "Ġa n", "Ġan d", "Ġo f", "Ġt o", "Ġi n", "Ġi s",
                    "u s", "us er", "a s", "as s");

    private TinyVocabulary() {}

    public static List<String> tokens() {
        List<String> tokens = new ArrayList<>(CONTROL);
        for (int value = 0; value < 256; value++) {
            tokens.add(Character.toString(letterOf(value)));
        }
        merges().forEach(merge -> tokens.add(merge.replace(" ", "")));
        return tokens;
    }

    /// "left right", each made of earlier tokens.
    public static List<String> merges() {
        return MERGES;
    }

    /// GGUF's token types: 3 is a control token, 1 a normal one.
    public static List<Integer> types() {
        List<Integer> types = new ArrayList<>(Collections.nCopies(CONTROL.size(), 3));
        types.addAll(Collections.nCopies(tokens().size() - CONTROL.size(), 1));
        return types;
    }

    /// The id of the token for one byte.
    public static int idOfByte(int value) {
        return FIRST_BYTE + value;
    }

    /// GPT-2's alphabet: a byte that prints in Latin-1 is its own letter, the others follow from
    /// U+0100 on.
    private static int letterOf(int value) {
        if (prints(value)) {
            return value;
        }
        int earlier = 0;
        for (int other = 0; other < value; other++) {
            earlier += prints(other) ? 0 : 1;
        }
        return 256 + earlier;
    }

    private static boolean prints(int value) {
        boolean isAscii = value >= '!' && value <= '~';
        return isAscii || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
    }
}

package dev.sluice.worker.tokens;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Text as token ids, for an engine whose vocabulary is not here: what was emitted can be read out
/// of the ids alone, by any worker. A token's text is one id or more:
///
/// ```
/// bit  30    last id of its token
///      29    first id of its token
///      28    0: up to four ASCII characters, 7 bits each, the first one lowest; a zero ends them
///            1: one code point
///      27…0  the characters
/// ```
///
/// A token without text is one id too. Why both ends are marked: of a token whose last id is not in
/// the log nothing was shown; whoever goes on leaves it out, and the first id of the next one says
/// so to all who read the ids later. Ids of a vocabulary have neither mark.
public final class TextPieces {
    private static final int LAST = 1 << 30;
    private static final int FIRST = 1 << 29;
    private static final int CODE_POINT = 1 << 28;
    private static final int CHARACTERS = CODE_POINT - 1;
    private static final int ASCII_BITS = 7;
    private static final int ASCII_MASK = (1 << ASCII_BITS) - 1;
    private static final int ASCII_COUNT_MAX = 4;

    private TextPieces() {}

    /// The ids of one token.
    public static int[] of(String tokenText) {
        var ids = IntStream.builder();
        int mark = FIRST;
        int from = 0;
        do {
            int id = piece(tokenText, from);
            from += lengthOf(id);
            ids.add(id | mark | (from == tokenText.length() ? LAST : 0));
            mark = 0;
        } while (from < tokenText.length());
        return ids.build().toArray();
    }

    private static int piece(String text, int from) {
        int id = 0;
        int count = 0;
        while (count < ASCII_COUNT_MAX
                && from + count < text.length()
                && isPackable(text.charAt(from + count))) {
            id |= text.charAt(from + count) << (ASCII_BITS * count);
            count++;
        }
        return count > 0 || from == text.length() ? id : CODE_POINT | text.codePointAt(from);
    }

    /// Zero is ASCII, but ends a piece.
    private static boolean isPackable(char c) {
        return c > 0 && c <= ASCII_MASK;
    }

    private static int lengthOf(int id) {
        if ((id & CODE_POINT) != 0) {
            return Character.charCount(id & ~CODE_POINT);
        }
        return Math.ceilDiv(Integer.SIZE - Integer.numberOfLeadingZeros(id), ASCII_BITS);
    }

    static boolean isFirst(int id) {
        return (id & FIRST) != 0;
    }

    static boolean isLast(int id) {
        return (id & LAST) != 0;
    }

    static void append(int id, StringBuilder out) {
        int characters = id & CHARACTERS;
        if ((id & CODE_POINT) != 0) {
            out.appendCodePoint(Character.isValidCodePoint(characters) ? characters : '\uFFFD');
            return;
        }
        for (int rest = characters; rest != 0; rest >>>= ASCII_BITS) {
            out.append((char) (rest & ASCII_MASK));
        }
    }

    /// Whether these are ids of this kind, from a token's first one on.
    public static boolean arePieces(int[] ids) {
        return ids.length == 0 || isFirst(ids[0]);
    }

    /// Whole tokens among the ids.
    public static int tokenCount(int[] ids) {
        return (int) Arrays.stream(ids).filter(TextPieces::isLast).count();
    }

    /// The text of the whole tokens among the ids.
    public static String text(int[] ids) {
        var detokenizer = new PieceDetokenizer();
        var text = new StringBuilder();
        for (int id : ids) {
            detokenizer.append(id, text);
        }
        return text.toString();
    }
}

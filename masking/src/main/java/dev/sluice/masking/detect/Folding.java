package dev.sluice.masking.detect;

import java.text.Normalizer;

/// Reads a character the way a person reads it, so that a look-alike spelling of a number is the
/// same number to every detector: full-width and other decimal digits become ASCII digits, every
/// kind of space a space, every kind of dash `-`, and characters that show nothing are skipped.
///
/// Folding is a function of one code point, never of its neighbours. That is what keeps offsets
/// simple (a span in folded text is the same span in the original) and what lets the compiler build
/// it into the character-class table at no cost per character.
final class Folding {

    /// Stands for a code point that detectors do not see.
    static final int IGNORED = -1;

    private static final int FULL_WIDTH_FIRST = 0xFF01;
    private static final int FULL_WIDTH_LAST = 0xFF5E;
    private static final int FULL_WIDTH_SHIFT = FULL_WIDTH_FIRST - '!';
    private static final int MATHEMATICAL_FIRST = 0x1D400;
    private static final int MATHEMATICAL_LAST = 0x1D7FF;

    private Folding() {}

    /// The folded code point, or {@link #IGNORED}.
    static int fold(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint;
        }
        if (isInvisible(codePoint)) {
            return IGNORED;
        }
        if (codePoint >= FULL_WIDTH_FIRST && codePoint <= FULL_WIDTH_LAST) {
            return codePoint - FULL_WIDTH_SHIFT;
        }
        if (isDash(codePoint)) {
            return '-';
        }
        return foldByCategory(codePoint);
    }

    /// The text as detectors see it.
    static String fold(String text) {
        return isAscii(text) ? text : foldEach(text);
    }

    /// Such a text is what detectors see.
    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String foldEach(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int codePoint = Character.codePointAt(text, i);
            i += Character.charCount(codePoint);
            int read = fold(codePoint);
            if (read != IGNORED) {
                folded.appendCodePoint(read);
            }
        }
        return folded.toString();
    }

    private static int foldByCategory(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR -> ' ';
            case Character.DECIMAL_DIGIT_NUMBER -> '0' + Character.digit(codePoint, 10);
            default -> isMathematical(codePoint) ? foldMathematical(codePoint) : codePoint;
        };
    }

    /// Soft hyphen, zero-width characters, direction marks and variation selectors.
    private static boolean isInvisible(int codePoint) {
        return codePoint == 0x00AD
                || codePoint == 0x180E
                || (codePoint >= 0x200B && codePoint <= 0x200F)
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2060 && codePoint <= 0x206F)
                || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || codePoint == 0xFEFF;
    }

    private static boolean isDash(int codePoint) {
        return (codePoint >= 0x2010 && codePoint <= 0x2015)
                || codePoint == 0x2043
                || codePoint == 0x2212
                || codePoint == 0xFE58
                || codePoint == 0xFE63;
    }

    private static boolean isMathematical(int codePoint) {
        return codePoint >= MATHEMATICAL_FIRST && codePoint <= MATHEMATICAL_LAST;
    }

    /// Bold, script and other "font" letters of the mathematical block are plain letters.
    private static int foldMathematical(int codePoint) {
        return Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC)
                .codePointAt(0);
    }
}

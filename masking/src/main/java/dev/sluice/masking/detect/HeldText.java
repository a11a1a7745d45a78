package dev.sluice.masking.detect;

/// The end of a text that is still being written: what has arrived and may still be needed.
/// Positions are absolute offsets in UTF-16 code units from the start of the whole text, so they
/// stay valid while the front is dropped. Owned by one stream.
public final class HeldText {

    private final StringBuilder characters = new StringBuilder();
    private long start;
    // Code points before countedTo, counted once and moved along: found spans come in order, so
    // counting from the last one asked for is linear over the whole text.
    private long countedTo;
    private long codePointCount;

    public void append(String chunk) {
        characters.append(chunk);
    }

    /// Offset behind the last character.
    public long end() {
        return start + characters.length();
    }

    /// The code point that begins at `offset`; a surrogate without its partner stands for itself.
    public int codePointAt(long offset) {
        return characters.codePointAt((int) (offset - start));
    }

    public String text(long from, long to) {
        return characters.substring((int) (from - start), (int) (to - start));
    }

    /// The text as detectors see it.
    public String folded(long from, long to) {
        return Folding.fold(text(from, to));
    }

    /// The offset behind the first `foldedLength` characters that detectors see from `from` on.
    long offsetBehind(long from, int foldedLength) {
        long offset = from;
        int left = foldedLength;
        while (left > 0) {
            int codePoint = codePointAt(offset);
            offset += Character.charCount(codePoint);
            int folded = Folding.fold(codePoint);
            left -= folded == Folding.IGNORED ? 0 : Character.charCount(folded);
        }
        return offset;
    }

    /// How many code points of the whole text lie before `offset`, which must not be dropped yet.
    public long codePointsBefore(long offset) {
        int from = (int) (countedTo - start);
        int to = (int) (offset - start);
        codePointCount +=
                from <= to
                        ? Character.codePointCount(characters, from, to)
                        : -Character.codePointCount(characters, to, from);
        countedTo = offset;
        return codePointCount;
    }

    /// Forgets everything before `offset`.
    public void dropTo(long offset) {
        if (offset > start) {
            codePointsBefore(offset);
            characters.delete(0, (int) (offset - start));
            start = offset;
        }
    }
}

package dev.sluice.masking.detect;

/// The end of a text that is still being written: what has arrived and may still be needed.
/// Positions are absolute offsets in UTF-16 code units from the start of the whole text, so they
/// stay valid while the front is dropped. Owned by one stream.
///
/// A *symbol* is what detectors see as one character: a code point, or an escape of JSON that
/// stands for one ({@link JsonEscape}).
public final class HeldText {

    /// A symbol whose end has not arrived.
    public static final long UNKNOWN = -1;

    private final StringBuilder characters = new StringBuilder();
    private long start;
    // No character so far reads otherwise than it is written.
    private boolean isPlain = true;
    // Code points before countedTo, counted once and moved along: found spans come in order, so
    // counting from the last one asked for is linear over the whole text.
    private long countedTo;
    private long codePointCount;

    public void append(String chunk) {
        characters.append(chunk);
        isPlain = isPlain && isPlain(chunk);
    }

    /// Offset behind the last character.
    public long end() {
        return start + characters.length();
    }

    /// The code point of the symbol that begins at `offset`; a surrogate without its partner stands
    /// for itself.
    public int symbolAt(long offset) {
        int at = (int) (offset - start);
        if (characters.charAt(at) == '\\') {
            int length = JsonEscape.lengthAt(characters, at);
            return length > JsonEscape.NONE ? JsonEscape.codePointAt(characters, at, length) : '\\';
        }
        return characters.codePointAt(at);
    }

    /// Where the symbol that begins at `offset` ends, or {@link #UNKNOWN}: half a surrogate pair or
    /// the beginning of an escape at the end of what has arrived.
    public long symbolEnd(long offset) {
        int at = (int) (offset - start);
        char first = characters.charAt(at);
        if (first == '\\') {
            int length = JsonEscape.lengthAt(characters, at);
            return length == JsonEscape.INCOMPLETE ? UNKNOWN : offset + Math.max(1, length);
        }
        if (!Character.isHighSurrogate(first)) {
            return offset + 1;
        }
        return at + 1 == characters.length()
                ? UNKNOWN
                : offset + Character.charCount(characters.codePointAt(at));
    }

    public String text(long from, long to) {
        return characters.substring((int) (from - start), (int) (to - start));
    }

    /// The text with its escapes resolved.
    public String unescaped(long from, long to) {
        String text = text(from, to);
        return text.indexOf('\\') < 0 ? text : unescape(text);
    }

    /// The text as detectors see it.
    public String folded(long from, long to) {
        return isPlain ? text(from, to) : Folding.fold(unescaped(from, to));
    }

    private static boolean isPlain(String chunk) {
        return chunk.indexOf('\\') < 0 && Folding.isAscii(chunk);
    }

    private static String unescape(String text) {
        StringBuilder resolved = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int length = text.charAt(at) == '\\' ? JsonEscape.lengthAt(text, at) : 0;
            if (length > JsonEscape.NONE) {
                resolved.appendCodePoint(JsonEscape.codePointAt(text, at, length));
                at += length;
            } else {
                resolved.append(text.charAt(at++));
            }
        }
        return resolved.toString();
    }

    /// The offset behind the first `foldedLength` characters that detectors see from `from` on.
    long offsetBehind(long from, int foldedLength) {
        long offset = from;
        int left = foldedLength;
        while (left > 0) {
            int folded = Folding.fold(symbolAt(offset));
            offset = endOf(offset);
            left -= folded == Folding.IGNORED ? 0 : Character.charCount(folded);
        }
        return offset;
    }

    /// Behind the symbol; what is incomplete stands for itself.
    long endOf(long offset) {
        long end = symbolEnd(offset);
        return end == UNKNOWN ? offset + 1 : end;
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

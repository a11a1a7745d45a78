package dev.sluice.worker.remote;

/// Puts surrogate pairs together that a server cut in two: JSON can hold half of one, no record
/// can. One sequence's.
final class WholeText {
    private static final char REPLACEMENT = '\uFFFD';

    private String held = "";

    /// The text with what was held back before; a first half at its end is held back.
    String next(String text) {
        String all = held + text;
        boolean isCut = !all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1));
        int length = isCut ? all.length() - 1 : all.length();
        held = all.substring(length);
        return repaired(all.substring(0, length));
    }

    private static String repaired(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        var whole = new StringBuilder(text.length());
        text.codePoints()
                .map(c ->
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                ? REPLACEMENT
                                : c)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}

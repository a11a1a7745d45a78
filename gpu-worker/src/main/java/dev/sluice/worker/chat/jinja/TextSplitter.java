package dev.sluice.worker.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `str.split`, `rsplit` and `partition`.
final class TextSplitter {
    private TextSplitter() {}

    /// @param separator a text, or `None` for runs of white space
    /// @param countMax how many cuts at most; negative for all
    static List<Object> split(Text text, Object separator, int countMax) {
        return separator instanceof None
                ? splitAtSpace(text, countMax)
                : splitAt(text, separatorValue(separator), countMax);
    }

    /// As `split`, with the cuts counted from the end.
    static List<Object> splitFromEnd(Text text, Object separator, int countMax) {
        if (separator instanceof None) {
            return splitAtSpaceFromEnd(text, countMax);
        }
        String cut = separatorValue(separator);
        List<Object> pieces = new ArrayList<>();
        int end = text.length();
        for (int i = 0; i != countMax; i++) {
            int at = text.value().lastIndexOf(cut, end - cut.length());
            if (at < 0 || end < cut.length()) {
                break;
            }
            pieces.add(text.substring(at + cut.length(), end));
            end = at;
        }
        pieces.add(text.substring(0, end));
        Collections.reverse(pieces);
        return pieces;
    }

    /// What is before, at and after the separator's first (or last) place.
    static Tuple partition(Text text, Text separator, boolean fromEnd) {
        String value = text.value();
        String cut = separatorValue(separator);
        int at = fromEnd ? value.lastIndexOf(cut) : value.indexOf(cut);
        if (at < 0) {
            return fromEnd
                    ? Tuple.of(Text.EMPTY, Text.EMPTY, text)
                    : Tuple.of(text, Text.EMPTY, Text.EMPTY);
        }
        int after = at + separator.length();
        return Tuple.of(
                text.substring(0, at),
                text.substring(at, after),
                text.substring(after, text.length()));
    }

    private static String separatorValue(Object separator) {
        String value = Values.requireText(separator, "sep").value();
        if (value.isEmpty()) {
            throw new JinjaException("empty separator");
        }
        return value;
    }

    private static List<Object> splitAt(Text text, String separator, int countMax) {
        List<Object> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i != countMax; i++) {
            int at = text.value().indexOf(separator, start);
            if (at < 0) {
                break;
            }
            pieces.add(text.substring(start, at));
            start = at + separator.length();
        }
        pieces.add(text.substring(start, text.length()));
        return pieces;
    }

    private static List<Object> splitAtSpace(Text text, int countMax) {
        List<Object> pieces = new ArrayList<>();
        Text rest = Texts.strip(text, None.NONE, true, false);
        while (!rest.isEmpty()) {
            int end = pieces.size() == countMax ? rest.length() : wordEnd(rest.value());
            pieces.add(rest.substring(0, end));
            rest = Texts.strip(rest.substring(end, rest.length()), None.NONE, true, false);
        }
        return pieces;
    }

    private static int wordEnd(String value) {
        int end = 0;
        while (end < value.length() && !Characters.isSpace(value.charAt(end))) {
            end++;
        }
        return end;
    }

    private static List<Object> splitAtSpaceFromEnd(Text text, int countMax) {
        List<Object> pieces = new ArrayList<>();
        Text rest = Texts.strip(text, None.NONE, false, true);
        while (!rest.isEmpty()) {
            int start = pieces.size() == countMax ? 0 : wordStart(rest.value());
            pieces.add(rest.substring(start, rest.length()));
            rest = Texts.strip(rest.substring(0, start), None.NONE, false, true);
        }
        Collections.reverse(pieces);
        return pieces;
    }

    private static int wordStart(String value) {
        int start = value.length();
        while (start > 0 && !Characters.isSpace(value.charAt(start - 1))) {
            start--;
        }
        return start;
    }
}

package dev.sluice.worker.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// String operations on [Text], with Python's meaning: they count characters in code points, and
/// each piece keeps its provenance.
final class Texts {
    private Texts() {}

    static List<Object> characters(Text text) {
        List<Object> characters = new ArrayList<>(text.length());
        String value = text.value();
        int next;
        for (int i = 0; i < value.length(); i = next) {
            next = value.offsetByCodePoints(i, 1);
            characters.add(text.substring(i, next));
        }
        return characters;
    }

    static Text upper(Text text) {
        return text.recased(text.value().toUpperCase(Locale.ROOT));
    }

    static Text lower(Text text) {
        return text.recased(text.value().toLowerCase(Locale.ROOT));
    }

    static Text capitalize(Text text) {
        String value = text.value();
        if (value.isEmpty()) {
            return text;
        }
        int first = value.offsetByCodePoints(0, 1);
        return text.recased(
                value.substring(0, first).toUpperCase(Locale.ROOT)
                        + value.substring(first).toLowerCase(Locale.ROOT));
    }

    /// `str.title`: every run of letters starts with a capital.
    static Text titlecase(Text text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean inWord = false;
        for (int c : text.value().codePoints().toArray()) {
            String one = Character.toString(c);
            titled.append(inWord ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
            inWord = Characters.isCased(c);
        }
        return text.recased(titled.toString());
    }

    static Text swapcase(Text text) {
        StringBuilder swapped = new StringBuilder(text.length());
        for (int c : text.value().codePoints().toArray()) {
            String one = Character.toString(c);
            swapped.append(
                    Character.isUpperCase(c)
                            ? one.toLowerCase(Locale.ROOT)
                            : one.toUpperCase(Locale.ROOT));
        }
        return text.recased(swapped.toString());
    }

    /// @param unwanted the characters to take off; `None` for white space
    static Text strip(Text text, Object unwanted, boolean atStart, boolean atEnd) {
        String value = text.value();
        int start = 0;
        int end = value.length();
        while (atStart && start < end && isUnwanted(value.codePointAt(start), unwanted)) {
            start = value.offsetByCodePoints(start, 1);
        }
        while (atEnd && end > start && isUnwanted(value.codePointBefore(end), unwanted)) {
            end = value.offsetByCodePoints(end, -1);
        }
        return text.substring(start, end);
    }

    private static boolean isUnwanted(int c, Object unwanted) {
        return unwanted instanceof None
                ? Characters.isSpace(c)
                : Values.requireText(unwanted, "strip").value().indexOf(c) >= 0;
    }

    /// @param countMax how many replacements at most; negative for all
    static Text replace(Text text, Text old, Text replacement, int countMax, Budget budget) {
        TextBuilder out = new TextBuilder(budget);
        String value = text.value();
        int from = 0;
        int searchFrom = 0;
        for (int i = 0; i != countMax; i++) {
            int at = searchFrom > value.length() ? -1 : value.indexOf(old.value(), searchFrom);
            if (at < 0) {
                break;
            }
            budget.spendSteps(1);
            out.append(text.substring(from, at)).append(replacement);
            from = at + old.length();
            searchFrom = old.isEmpty() ? nextCharacter(value, at) : from;
        }
        return out.append(text.substring(from, value.length())).toText();
    }

    private static int nextCharacter(String value, int at) {
        return at < value.length() ? value.offsetByCodePoints(at, 1) : at + 1;
    }

    static Text join(Text separator, Iterable<Text> pieces, Budget budget) {
        TextBuilder out = new TextBuilder(budget);
        boolean isFirst = true;
        for (Text piece : pieces) {
            if (!isFirst) {
                out.append(separator);
            }
            isFirst = false;
            out.append(piece);
        }
        return out.toText();
    }

    static Text repeat(Text text, long count, Budget budget) {
        long times = Math.max(0, count);
        budget.spendSteps(times);
        TextBuilder out = new TextBuilder(budget);
        for (long i = 0; i < times; i++) {
            out.append(text);
        }
        return out.toText();
    }

    /// Pads to a width in characters; `leftShare` of the padding goes before the text.
    static Text pad(Text text, int width, Text fill, double leftShare, Budget budget) {
        int missing = width - (int) Values.length(text);
        if (missing <= 0) {
            return text;
        }
        int left = (int) (missing * leftShare);
        return new TextBuilder(budget)
                .append(repeat(fill, left, budget))
                .append(text)
                .append(repeat(fill, missing - left, budget))
                .toText();
    }

    static List<Text> splitLines(Text text, boolean keepEnds) {
        List<Text> lines = new ArrayList<>();
        String value = text.value();
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            if (Characters.isLineBreak(value.charAt(i))) {
                int end = i;
                i += value.startsWith("\r\n", i) ? 1 : 0;
                lines.add(text.substring(start, keepEnds ? i + 1 : end));
                start = i + 1;
            }
        }
        if (start < value.length()) {
            lines.add(text.substring(start, value.length()));
        }
        return lines;
    }

    static Text concat(Budget budget, Text... pieces) {
        TextBuilder out = new TextBuilder(budget);
        for (Text piece : pieces) {
            out.append(piece);
        }
        return out.toText();
    }
}

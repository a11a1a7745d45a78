package dev.sluice.masking.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a pattern in the usual syntax by recursive descent and writes it in the library's:
///
/// ```
/// alternatives = sequence ('|' sequence)*      sequence = (atom repetition?)*
/// atom         = character | '.' | class | escape | '(' alternatives ')'
/// ```
///
/// Used once.
final class PatternTranslation {
    /// Characters that the pattern can be spelt out to; a repetition counts as often as it may.
    private static final int POSITIONS_MAX = 2_000;

    private static final int NESTING_MAX = 20;
    private static final int REPEAT_MAX = 320;

    /// What an atom became.
    ///
    /// @param isSingle one character of a set that is not "nearly any"
    private record Atom(String text, boolean isSingle, int positions) {}

    private final String pattern;
    private final boolean ignoresCase;
    private int at;
    private int nesting;

    PatternTranslation(String pattern, boolean ignoresCase) {
        this.pattern = pattern;
        this.ignoresCase = ignoresCase;
    }

    String translate() throws RefusedPatternException {
        Atom all = alternatives();
        if (at < pattern.length()) {
            throw new RefusedPatternException("')' at " + at + " closes no group");
        }
        return all.text();
    }

    private Atom alternatives() throws RefusedPatternException {
        StringBuilder text = new StringBuilder("(");
        int positions = 0;
        boolean isFirst = true;
        do {
            at += isFirst ? 0 : 1;
            Atom sequence = sequence();
            text.append(isFirst ? "" : "|").append(sequence.text());
            positions = bounded(positions + sequence.positions());
            isFirst = false;
        } while (at < pattern.length() && pattern.charAt(at) == '|');
        return new Atom(text.append(')').toString(), false, positions);
    }

    private Atom sequence() throws RefusedPatternException {
        StringBuilder text = new StringBuilder();
        int positions = 0;
        while (at < pattern.length() && "|)".indexOf(pattern.charAt(at)) < 0) {
            Atom repeated = repeated(atom());
            text.append(repeated.text());
            positions = bounded(positions + repeated.positions());
        }
        // The empty text, in the library's syntax.
        return new Atom(text.isEmpty() ? "()" : text.toString(), false, positions);
    }

    private Atom atom() throws RefusedPatternException {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> characterClass();
            case '\\' -> escape();
            case '.' -> new Atom(".", false, 1);
            case '^', '$' -> throw unsupported("anchor " + c + " (a value may stand anywhere)");
            case '*', '+', '?', '{' -> throw unsupported("'" + c + "' without something to repeat");
            default -> literal(c);
        };
    }

    private Atom group() throws RefusedPatternException {
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (startsWithAny("?=", "?!", "?<=", "?<!")) {
            throw unsupported("look-around (" + pattern.substring(at, at + 2) + "…)");
        } else if (pattern.startsWith("?", at)) {
            throw unsupported("group with (?…); use (…) or (?:…)");
        }
        if (++nesting > NESTING_MAX) {
            throw unsupported("nesting deeper than " + NESTING_MAX);
        }
        Atom inner = alternatives();
        nesting--;
        expect(')');
        return inner;
    }

    private boolean startsWithAny(String... prefixes) {
        for (String prefix : prefixes) {
            if (pattern.startsWith(prefix, at)) {
                return true;
            }
        }
        return false;
    }

    private Atom escape() throws RefusedPatternException {
        char c = escaped();
        String set = set(c);
        if (set != null) {
            boolean isNegated = Character.isUpperCase(c);
            return new Atom("[" + (isNegated ? "^" : "") + set + "]", !isNegated, 1);
        }
        return literal(character(c));
    }

    private char escaped() throws RefusedPatternException {
        if (at == pattern.length()) {
            throw unsupported("'\\' at the end");
        }
        return pattern.charAt(at++);
    }

    /// The inside of the class that `\c` stands for; null: it stands for a character.
    private static @Nullable String set(char c) {
        return switch (c) {
            case 'd', 'D' -> "0-9";
            case 'w', 'W' -> "A-Za-z0-9_";
            case 's', 'S' -> "\\ \t\n\r";
            default -> null;
        };
    }

    private char character(char c) throws RefusedPatternException {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'u' -> codeUnit();
            case 'b', 'B' -> throw unsupported("\\" + c + " inside of a pattern");
            default -> {
                if (Character.isDigit(c) || c == 'k') {
                    throw unsupported("back-reference \\" + c);
                }
                if (Character.isLetter(c)) {
                    throw unsupported("escape \\" + c);
                }
                yield c;
            }
        };
    }

    private char codeUnit() throws RefusedPatternException {
        try {
            char unit = (char) Integer.parseInt(pattern.substring(at, at + 4), 16);
            at += 4;
            return unit;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw unsupported("\\u without four hex digits");
        }
    }

    private Atom characterClass() throws RefusedPatternException {
        StringBuilder text = new StringBuilder("[");
        boolean isNegated = pattern.startsWith("^", at);
        if (isNegated) {
            at++;
            text.append('^');
        }
        boolean isFirst = true;
        while (at < pattern.length() && (isFirst || pattern.charAt(at) != ']')) {
            classItem(text);
            isFirst = false;
        }
        expect(']');
        return new Atom(text.append(']').toString(), !isNegated, 1);
    }

    private void classItem(StringBuilder text) throws RefusedPatternException {
        char c = pattern.charAt(at++);
        if (c == '[') {
            throw unsupported("'[' inside of a class; write \\[");
        }
        char first = c;
        if (c == '\\') {
            char escaped = escaped();
            String set = set(escaped);
            if (set != null && Character.isUpperCase(escaped)) {
                throw unsupported("\\" + escaped + " inside of a class");
            }
            if (set != null) {
                text.append(set);
                return;
            }
            first = character(escaped);
        }
        boolean isRange =
                at + 1 < pattern.length()
                        && pattern.charAt(at) == '-'
                        && pattern.charAt(at + 1) != ']';
        char last = isRange ? rangeEnd() : first;
        if (last < first) {
            throw unsupported("range that ends before it begins");
        }
        appendRange(text, first, last);
    }

    private char rangeEnd() throws RefusedPatternException {
        at++;
        char c = pattern.charAt(at++);
        return c == '\\' ? character(escaped()) : c;
    }

    private void appendRange(StringBuilder text, char first, char last) {
        text.append(quoted(first)).append('-').append(quoted(last));
        if (ignoresCase) {
            for (char c = first; c <= last && c < 0x80; c++) {
                char other = otherCase(c);
                text.append(other == c ? "" : quoted(other) + "-" + quoted(other));
            }
        }
    }

    private Atom literal(char c) throws RefusedPatternException {
        if (Character.isSurrogate(c)) {
            throw unsupported("character outside of the basic plane");
        }
        char other = otherCase(c);
        boolean hasTwo = ignoresCase && other != c;
        return new Atom(hasTwo ? "[" + c + other + "]" : quoted(c), true, 1);
    }

    private static char otherCase(char c) {
        String text = String.valueOf(c);
        String lower = text.toLowerCase(Locale.ROOT);
        String other = lower.equals(text) ? text.toUpperCase(Locale.ROOT) : lower;
        return other.length() == 1 ? other.charAt(0) : c;
    }

    private static String quoted(char c) {
        return Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c;
    }

    private Atom repeated(Atom atom) throws RefusedPatternException {
        if (at == pattern.length()) {
            return atom;
        }
        int start = at;
        return switch (pattern.charAt(at)) {
            case '?' -> repeated(atom, start, 0, 1);
            case '*' -> repeated(atom, start, 0, -1);
            case '+' -> repeated(atom, start, 1, -1);
            case '{' -> counted(atom, start);
            default -> atom;
        };
    }

    private Atom counted(Atom atom, int start) throws RefusedPatternException {
        int close = pattern.indexOf('}', at);
        String inside = close < 0 ? "" : pattern.substring(at + 1, close);
        if (!inside.matches("[0-9]{1,3}(,[0-9]{0,3})?")) {
            throw unsupported("repetition that is not {n}, {n,} or {n,m} up to 999");
        }
        at = close;
        int comma = inside.indexOf(',');
        int min = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
        String end = comma < 0 ? inside : inside.substring(comma + 1);
        return repeated(atom, start, min, end.isEmpty() ? -1 : Integer.parseInt(end));
    }

    /// @param max -1: unbounded
    private Atom repeated(Atom atom, int start, int min, int max) throws RefusedPatternException {
        at++;
        String repetition = pattern.substring(start, at);
        if (at < pattern.length() && "?+*{".indexOf(pattern.charAt(at)) >= 0) {
            throw unsupported("repetition of a repetition, lazy or possessive: " + repetition);
        }
        if (max < 0 && !atom.isSingle()) {
            String what = atom.text().equals(".") ? "unbounded ." : "unbounded repetition ";
            throw unsupported(what + repetition + " (give it an upper bound)");
        }
        if (max >= 0 && (max < min || max > REPEAT_MAX)) {
            throw unsupported(repetition + ", at most " + REPEAT_MAX + " times");
        }
        int times = Math.max(1, Math.max(min, max));
        int positions = bounded(Math.multiplyExact(Math.max(1, atom.positions()), times));
        String counts = max < 0 ? "{" + min + ",}" : "{" + min + "," + max + "}";
        return new Atom("(" + atom.text() + counts + ")", false, positions);
    }

    private static int bounded(int positions) throws RefusedPatternException {
        if (positions > POSITIONS_MAX) {
            throw new RefusedPatternException(
                    "it has more than %d characters when spelt out".formatted(POSITIONS_MAX));
        }
        return positions;
    }

    private void expect(char close) throws RefusedPatternException {
        if (at >= pattern.length() || pattern.charAt(at) != close) {
            throw unsupported("'" + close + "' missing");
        }
        at++;
    }

    private RefusedPatternException unsupported(String what) {
        return new RefusedPatternException(what + " is not supported, at character " + at);
    }
}

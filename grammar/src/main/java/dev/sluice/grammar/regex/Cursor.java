package dev.sluice.grammar.regex;

import dev.sluice.grammar.GrammarException;

/// A place in an expression. Errors say where, and never quote: an expression is a caller's text.
final class Cursor {
    private final String source;
    private int place;

    Cursor(String source) {
        this.source = source;
    }

    int place() {
        return place;
    }

    boolean hasNext() {
        return place < source.length();
    }

    boolean sees(char expected) {
        return hasNext() && source.charAt(place) == expected;
    }

    boolean sees(char first, char last) {
        return hasNext() && source.charAt(place) >= first && source.charAt(place) <= last;
    }

    boolean take(char expected) {
        boolean isThere = sees(expected);
        place += isThere ? 1 : 0;
        return isThere;
    }

    int next() {
        if (!hasNext()) {
            throw invalid("it ends too early");
        }
        int character = source.codePointAt(place);
        place += Character.charCount(character);
        return character;
    }

    GrammarException invalid(String problem) {
        return GrammarException.invalid("", at() + problem);
    }

    GrammarException unsupported(String what) {
        return GrammarException.unsupported("", at() + what + " is not supported");
    }

    private String at() {
        return "at character " + place + ", ";
    }
}

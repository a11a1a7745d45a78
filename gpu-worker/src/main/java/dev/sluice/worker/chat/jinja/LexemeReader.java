package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Lexeme.Kind;
import java.util.List;

/// A cursor over lexemes, shared by the statement and the expression parser. One thread.
final class LexemeReader {
    private static final int NESTING_MAX = 200;

    private final List<Lexeme> lexemes;
    private int position;
    private int nesting;

    LexemeReader(List<Lexeme> lexemes) {
        this.lexemes = lexemes;
    }

    Lexeme current() {
        return lexemes.get(position);
    }

    Lexeme following() {
        return lexemes.get(Math.min(position + 1, lexemes.size() - 1));
    }

    int line() {
        return current().line();
    }

    Lexeme take() {
        Lexeme taken = current();
        if (!taken.is(Kind.END)) {
            position++;
        }
        return taken;
    }

    boolean takeIfOperator(String operator) {
        boolean matches = current().isOperator(operator);
        if (matches) {
            take();
        }
        return matches;
    }

    boolean takeIfName(String name) {
        boolean matches = current().isName(name);
        if (matches) {
            take();
        }
        return matches;
    }

    Lexeme expect(Kind kind, String what) {
        if (!current().is(kind)) {
            throw unexpected(what);
        }
        return take();
    }

    void expectOperator(String operator) {
        if (!takeIfOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    void expectName(String name) {
        if (!takeIfName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    /// The parsers recurse over nested source, so its nesting is bounded before the stack is.
    void enter() {
        if (nesting >= NESTING_MAX) {
            throw new JinjaException(line(), "the template nests deeper than " + NESTING_MAX);
        }
        nesting++;
    }

    void leave() {
        nesting--;
    }

    JinjaException unexpected(String wanted) {
        return new JinjaException(
                line(), "expected " + wanted + ", found " + current().described());
    }
}

package dev.sluice.grammar.regex;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.regex.Expression.Choice;
import dev.sluice.grammar.regex.Expression.Repeated;
import dev.sluice.grammar.regex.Expression.Sequence;
import dev.sluice.grammar.regex.Expression.TextEnd;
import dev.sluice.grammar.regex.Expression.TextStart;
import java.util.ArrayList;
import java.util.List;

/// A regular expression: characters and `.`, classes and `\d \w \s`, groups, `|`, `* + ?` and
/// `{m,n}`, `^` at its beginning and `$` at its end. Immutable.
public final class Regex {
    private final Expression expression;

    private Regex(Expression expression) {
        this.expression = expression;
    }

    /// Reads an expression.
    ///
    /// @throws GrammarException with the place in the expression
    public static Regex parse(String source) {
        return new Regex(new RegexParser(source).parse());
    }

    /// Of the texts that it matches from beginning to end; anchors change nothing.
    public Regex matchingAll() {
        return new Regex(anchored(expression, Expression.NOTHING, Expression.NOTHING));
    }

    /// Of the texts in which it is found somewhere, or at the ends that it is anchored to.
    public Regex searching() {
        Expression anything = new Repeated(new Expression.One(CharSet.ALL), 0, -1);
        return new Regex(anchored(expression, anything, anything));
    }

    /// Reads a text of the expression with `minLength` to `maxLength` characters (-1: any number of
    /// them), then goes on at `next`.
    ///
    /// @throws GrammarException if the automaton is too large
    public int emit(
            ProgramBuilder builder, TextEncoding encoding, int minLength, int maxLength, int next) {
        CharAutomaton automaton = CharAutomaton.of(expression);
        return new RegexProgram(builder, encoding, automaton, minLength, maxLength).emit(next);
    }

    /// The expression with what may stand before and behind its match, alternative by alternative.
    private static Expression anchored(Expression whole, Expression before, Expression behind) {
        if (whole instanceof Choice(List<Expression> ways)) {
            return new Choice(ways.stream().map(way -> anchored(way, before, behind)).toList());
        }
        List<Expression> parts =
                new ArrayList<>(
                        whole instanceof Sequence(List<Expression> own) ? own : List.of(whole));
        boolean startsThere = removeAll(parts, 0, new TextStart());
        boolean endsThere = removeAll(parts, parts.size() - 1, new TextEnd());
        Expression first = startsThere ? Expression.NOTHING : before;
        Expression last = endsThere ? Expression.NOTHING : behind;
        if (parts.size() == 1 && parts.getFirst() instanceof Choice) {
            return anchored(parts.getFirst(), first, last);
        }
        parts.forEach(Regex::refuseAnchors);
        parts.addFirst(first);
        parts.addLast(last);
        return new Sequence(parts);
    }

    private static boolean removeAll(List<Expression> parts, int place, Expression anchor) {
        boolean isFound = false;
        int at = place;
        while (at >= 0 && at < parts.size() && parts.get(at).equals(anchor)) {
            parts.remove(at);
            isFound = true;
            at = place == 0 ? 0 : at - 1;
        }
        return isFound;
    }

    private static void refuseAnchors(Expression part) {
        switch (part) {
            case Expression.One _ -> {}
            case TextStart _, TextEnd _ ->
                    throw GrammarException.unsupported(
                            "", "^ and $ are supported at the beginning and the end only");
            case Sequence(List<Expression> parts) -> parts.forEach(Regex::refuseAnchors);
            case Choice(List<Expression> ways) -> ways.forEach(Regex::refuseAnchors);
            case Repeated(Expression repeated, _, _) -> refuseAnchors(repeated);
        }
    }
}

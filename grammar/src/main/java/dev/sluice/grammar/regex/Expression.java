package dev.sluice.grammar.regex;

import java.util.List;

/// A parsed expression.
sealed interface Expression {
    /// One character of the set.
    record One(CharSet set) implements Expression {}

    record Sequence(List<Expression> parts) implements Expression {}

    record Choice(List<Expression> ways) implements Expression {}

    /// `max` -1: any number of times.
    record Repeated(Expression part, int min, int max) implements Expression {}

    /// `^`
    record TextStart() implements Expression {}

    /// `$`
    record TextEnd() implements Expression {}

    Expression NOTHING = new Sequence(List.of());
}

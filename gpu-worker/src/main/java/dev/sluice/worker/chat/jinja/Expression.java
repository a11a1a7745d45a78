package dev.sluice.worker.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parsed expression. Immutable; [Evaluator] gives each variant its meaning.
sealed interface Expression {
    int line();

    record Constant(Object value, int line) implements Expression {}

    record Name(String name, int line) implements Expression {}

    record ListDisplay(List<Expression> items, int line) implements Expression {}

    record TupleDisplay(List<Expression> items, int line) implements Expression {}

    record MappingDisplay(List<Pair> pairs, int line) implements Expression {}

    /// `target.name`
    record Attribute(Expression target, String name, int line) implements Expression {}

    /// `target[index]`
    record Item(Expression target, Expression index, int line) implements Expression {}

    /// `target[start:stop:step]`
    record Slice(
            Expression target,
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step,
            int line)
            implements Expression {}

    record Call(Expression callee, CallArguments arguments, int line) implements Expression {}

    record Filtered(Expression input, String filter, CallArguments arguments, int line)
            implements Expression {}

    /// `input is test`, or `is not` when negated
    record Tested(Expression input, String test, CallArguments arguments, boolean negated, int line)
            implements Expression {}

    record Unary(UnaryOperator operator, Expression operand, int line) implements Expression {}

    record Binary(BinaryOperator operator, Expression left, Expression right, int line)
            implements Expression {}

    /// `first < second <= third`: every neighbouring pair must hold
    record Comparison(Expression first, List<Comparand> rest, int line) implements Expression {}

    /// `and`, `or`: the answer is one of the operands, as in Python
    record Choice(boolean isAnd, Expression left, Expression right, int line)
            implements Expression {}

    /// `then if condition else otherwise`
    record Conditional(
            Expression condition, Expression then, @Nullable Expression otherwise, int line)
            implements Expression {}

    /// `a ~ b ~ c`
    record Concatenation(List<Expression> parts, int line) implements Expression {}

    /// The text that a `filter` block or a `set` block feeds into its filters.
    record BlockText(int line) implements Expression {}

    record Pair(Expression key, Expression value) {}

    record Comparand(ComparisonOperator operator, Expression operand) {}

    record NamedArgument(String name, Expression value) {}

    /// What stands between a call's parentheses; `spread` is `*list`, `spreadNamed` `**mapping`.
    record CallArguments(
            List<Expression> positional,
            List<NamedArgument> named,
            @Nullable Expression spread,
            @Nullable Expression spreadNamed) {
        static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
    }

    enum UnaryOperator {
        NEGATE,
        PLUS,
        NOT
    }

    enum BinaryOperator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        FLOOR_DIVIDE("//"),
        REMAINDER("%"),
        POWER("**");

        private final String symbol;

        BinaryOperator(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }
    }

    enum ComparisonOperator {
        EQUAL("=="),
        UNEQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        IN("in"),
        NOT_IN("not in");

        private final String symbol;

        ComparisonOperator(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }
    }
}

package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Expression.BinaryOperator;
import dev.sluice.worker.chat.jinja.Expression.CallArguments;
import dev.sluice.worker.chat.jinja.Expression.Comparand;
import dev.sluice.worker.chat.jinja.Expression.ComparisonOperator;
import dev.sluice.worker.chat.jinja.Expression.NamedArgument;
import dev.sluice.worker.chat.jinja.Expression.Pair;
import dev.sluice.worker.chat.jinja.Expression.UnaryOperator;
import dev.sluice.worker.chat.jinja.Lexeme.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Recursive descent over expressions, loosest binding first: `if else`, `or`, `and`, `not`,
/// comparisons, `+ -`, `~`, `* / // %`, `**`, sign, then `.name`, `[index]`, `(call)`, `|filter`
/// and `is test`.
final class ExpressionParser {
    private static final Map<String, BinaryOperator> SUMS =
            Map.of("+", BinaryOperator.ADD, "-", BinaryOperator.SUBTRACT);
    private static final Map<String, BinaryOperator> PRODUCTS =
            Map.of(
                    "*", BinaryOperator.MULTIPLY,
                    "/", BinaryOperator.DIVIDE,
                    "//", BinaryOperator.FLOOR_DIVIDE,
                    "%", BinaryOperator.REMAINDER);
    private static final Map<String, ComparisonOperator> COMPARISONS =
            Map.of(
                    "==", ComparisonOperator.EQUAL,
                    "!=", ComparisonOperator.UNEQUAL,
                    "<", ComparisonOperator.LESS,
                    "<=", ComparisonOperator.LESS_OR_EQUAL,
                    ">", ComparisonOperator.GREATER,
                    ">=", ComparisonOperator.GREATER_OR_EQUAL);
    private static final Map<String, Object> CONSTANTS =
            Map.of(
                    "true", true,
                    "True", true,
                    "false", false,
                    "False", false,
                    "none", None.NONE,
                    "None", None.NONE);
    private static final Set<String> NO_TEST_ARGUMENT = Set.of("else", "or", "and", "is", "if");

    private final LexemeReader reader;

    ExpressionParser(LexemeReader reader) {
        this.reader = reader;
    }

    /// An expression, or several with commas between them, which make a tuple.
    Expression parseTuple() {
        int line = reader.line();
        Expression first = parse();
        if (!reader.current().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (reader.takeIfOperator(",") && startsExpression()) {
            items.add(parse());
        }
        return new Expression.TupleDisplay(List.copyOf(items), line);
    }

    Expression parse() {
        reader.enter();
        Expression expression = parseConditional();
        reader.leave();
        return expression;
    }

    /// Without `if else`, so that a `for`'s own `if` is left alone.
    Expression parseWithoutConditional() {
        int line = reader.line();
        Expression first = parseOr();
        if (!reader.current().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (reader.takeIfOperator(",") && startsExpression()) {
            items.add(parseOr());
        }
        return new Expression.TupleDisplay(List.copyOf(items), line);
    }

    private boolean startsExpression() {
        Lexeme next = reader.current();
        return switch (next.kind()) {
            case PRINT_END, BLOCK_END, END -> false;
            case OPERATOR -> !")]}=".contains(next.text());
            case NAME -> !next.text().equals("in");
            default -> true;
        };
    }

    private Expression parseConditional() {
        int line = reader.line();
        Expression then = parseOr();
        while (reader.takeIfName("if")) {
            Expression condition = parseOr();
            Expression otherwise = reader.takeIfName("else") ? parse() : null;
            then = new Expression.Conditional(condition, then, otherwise, line);
        }
        return then;
    }

    private Expression parseOr() {
        Expression left = parseAnd();
        while (reader.current().isName("or")) {
            int line = reader.take().line();
            left = new Expression.Choice(false, left, parseAnd(), line);
        }
        return left;
    }

    private Expression parseAnd() {
        Expression left = parseNot();
        while (reader.current().isName("and")) {
            int line = reader.take().line();
            left = new Expression.Choice(true, left, parseNot(), line);
        }
        return left;
    }

    private Expression parseNot() {
        if (!reader.current().isName("not")) {
            return parseComparison();
        }
        int line = reader.take().line();
        reader.enter();
        Expression operand = parseNot();
        reader.leave();
        return new Expression.Unary(UnaryOperator.NOT, operand, line);
    }

    private Expression parseComparison() {
        int line = reader.line();
        Expression first = parseSum();
        List<Comparand> rest = new ArrayList<>();
        for (@Nullable ComparisonOperator operator = takeComparison();
                operator != null;
                operator = takeComparison()) {
            rest.add(new Comparand(operator, parseSum()));
        }
        return rest.isEmpty() ? first : new Expression.Comparison(first, List.copyOf(rest), line);
    }

    private @Nullable ComparisonOperator takeComparison() {
        Lexeme next = reader.current();
        if (next.is(Kind.OPERATOR) && COMPARISONS.containsKey(next.text())) {
            return COMPARISONS.get(reader.take().text());
        }
        if (reader.takeIfName("in")) {
            return ComparisonOperator.IN;
        }
        if (next.isName("not") && reader.following().isName("in")) {
            reader.take();
            reader.take();
            return ComparisonOperator.NOT_IN;
        }
        return null;
    }

    private Expression parseSum() {
        Expression left = parseConcatenation();
        while (isOneOf(SUMS)) {
            Lexeme operator = reader.take();
            left = binary(SUMS, operator, left, parseConcatenation());
        }
        return left;
    }

    private Expression parseConcatenation() {
        int line = reader.line();
        Expression first = parseProduct();
        if (!reader.current().isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (reader.takeIfOperator("~")) {
            parts.add(parseProduct());
        }
        return new Expression.Concatenation(List.copyOf(parts), line);
    }

    private Expression parseProduct() {
        Expression left = parsePower();
        while (isOneOf(PRODUCTS)) {
            Lexeme operator = reader.take();
            left = binary(PRODUCTS, operator, left, parsePower());
        }
        return left;
    }

    private boolean isOneOf(Map<String, BinaryOperator> operators) {
        return reader.current().is(Kind.OPERATOR) && operators.containsKey(reader.current().text());
    }

    private static Expression binary(
            Map<String, BinaryOperator> operators, Lexeme at, Expression left, Expression right) {
        BinaryOperator operator = operators.get(at.text());
        if (operator == null) {
            throw new IllegalStateException("no operator " + at.text());
        }
        return new Expression.Binary(operator, left, right, at.line());
    }

    private Expression parsePower() {
        Expression left = parseUnary(true);
        while (reader.current().isOperator("**")) {
            int line = reader.take().line();
            left = new Expression.Binary(BinaryOperator.POWER, left, parseUnary(true), line);
        }
        return left;
    }

    /// A sign binds tighter than a filter: `-1|abs` is `(-1)|abs`.
    private Expression parseUnary(boolean withFilters) {
        reader.enter();
        Expression expression = parsePostfix(parseSigned());
        if (withFilters) {
            expression = parseFilters(expression);
        }
        reader.leave();
        return expression;
    }

    private Expression parseSigned() {
        int line = reader.line();
        if (reader.takeIfOperator("-")) {
            return new Expression.Unary(UnaryOperator.NEGATE, parseUnary(false), line);
        }
        if (reader.takeIfOperator("+")) {
            return new Expression.Unary(UnaryOperator.PLUS, parseUnary(false), line);
        }
        return parsePrimary();
    }

    private Expression parsePrimary() {
        Lexeme next = reader.current();
        return switch (next.kind()) {
            case NAME -> parseName(reader.take());
            case STRING -> parseString();
            case INTEGER -> new Expression.Constant(integer(reader.take()), next.line());
            case FLOAT -> new Expression.Constant(real(reader.take()), next.line());
            case OPERATOR -> parseDisplay(next);
            default -> throw reader.unexpected("an expression");
        };
    }

    private static Expression parseName(Lexeme name) {
        Object constant = CONSTANTS.get(name.text());
        return constant == null
                ? new Expression.Name(name.text(), name.line())
                : new Expression.Constant(constant, name.line());
    }

    /// Neighbouring string constants are one, as in Python.
    private Expression parseString() {
        int line = reader.line();
        StringBuilder joined = new StringBuilder();
        while (reader.current().is(Kind.STRING)) {
            joined.append(reader.take().text());
        }
        return new Expression.Constant(Text.ofTemplate(joined.toString()), line);
    }

    private static Object integer(Lexeme lexeme) {
        String digits = lexeme.text().replace("_", "");
        int radix = radixOf(digits);
        BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
        return Numbers.compact(value);
    }

    private static int radixOf(String digits) {
        return switch (digits.length() < 2 ? '0' : Character.toLowerCase(digits.charAt(1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
    }

    private static Object real(Lexeme lexeme) {
        return Double.valueOf(lexeme.text().replace("_", ""));
    }

    private Expression parseDisplay(Lexeme open) {
        reader.take();
        return switch (open.text()) {
            case "(" -> parseParenthesised(open.line());
            case "[" -> new Expression.ListDisplay(parseItems("]"), open.line());
            case "{" -> new Expression.MappingDisplay(parsePairs(), open.line());
            default ->
                    throw new JinjaException(
                            open.line(), "expected an expression, found " + open.described());
        };
    }

    private Expression parseParenthesised(int line) {
        if (reader.takeIfOperator(")")) {
            return new Expression.TupleDisplay(List.of(), line);
        }
        Expression inner = parseTuple();
        reader.expectOperator(")");
        return inner;
    }

    private List<Expression> parseItems(String close) {
        List<Expression> items = new ArrayList<>();
        while (!reader.takeIfOperator(close)) {
            items.add(parse());
            requireSeparator(close);
        }
        return List.copyOf(items);
    }

    private List<Pair> parsePairs() {
        List<Pair> pairs = new ArrayList<>();
        while (!reader.takeIfOperator("}")) {
            Expression key = parse();
            reader.expectOperator(":");
            pairs.add(new Pair(key, parse()));
            requireSeparator("}");
        }
        return List.copyOf(pairs);
    }

    private void requireSeparator(String close) {
        if (!reader.current().isOperator(close)) {
            reader.expectOperator(",");
        }
    }

    private Expression parsePostfix(Expression start) {
        Expression expression = start;
        while (true) {
            int line = reader.line();
            if (reader.takeIfOperator(".")) {
                expression = parseAttribute(expression, line);
            } else if (reader.takeIfOperator("[")) {
                expression = parseSubscript(expression, line);
            } else if (reader.takeIfOperator("(")) {
                expression = new Expression.Call(expression, parseArguments(), line);
            } else {
                return expression;
            }
        }
    }

    private Expression parseAttribute(Expression target, int line) {
        Lexeme name = reader.take();
        return switch (name.kind()) {
            case NAME -> new Expression.Attribute(target, name.text(), line);
            case INTEGER ->
                    new Expression.Item(target, new Expression.Constant(integer(name), line), line);
            default ->
                    throw new JinjaException(
                            line, "expected a name after '.', found " + name.described());
        };
    }

    private Expression parseSubscript(Expression target, int line) {
        Expression start = reader.current().isOperator(":") ? null : parseTuple();
        if (start != null && reader.takeIfOperator("]")) {
            return new Expression.Item(target, start, line);
        }
        reader.expectOperator(":");
        Expression stop = parseBound();
        Expression step = reader.takeIfOperator(":") ? parseBound() : null;
        reader.expectOperator("]");
        return new Expression.Slice(target, start, stop, step, line);
    }

    private @Nullable Expression parseBound() {
        boolean omitted = reader.current().isOperator(":") || reader.current().isOperator("]");
        return omitted ? null : parse();
    }

    /// After the opening parenthesis, up to and with the closing one.
    private CallArguments parseArguments() {
        List<Expression> positional = new ArrayList<>();
        List<NamedArgument> named = new ArrayList<>();
        @Nullable Expression spread = null;
        @Nullable Expression spreadNamed = null;
        while (!reader.takeIfOperator(")")) {
            if (reader.takeIfOperator("*")) {
                spread = parse();
            } else if (reader.takeIfOperator("**")) {
                spreadNamed = parse();
            } else if (reader.following().isOperator("=") && reader.current().is(Kind.NAME)) {
                named.add(parseNamed());
            } else if (named.isEmpty() && spread == null) {
                positional.add(parse());
            } else {
                throw reader.unexpected("a named argument");
            }
            requireSeparator(")");
        }
        return new CallArguments(List.copyOf(positional), List.copyOf(named), spread, spreadNamed);
    }

    private NamedArgument parseNamed() {
        String name = reader.take().text();
        reader.expectOperator("=");
        return new NamedArgument(name, parse());
    }

    private Expression parseFilters(Expression input) {
        Expression expression = input;
        while (true) {
            int line = reader.line();
            if (reader.takeIfOperator("|")) {
                expression = parseFilter(expression, line);
            } else if (reader.takeIfName("is")) {
                expression = parseTest(expression, line);
            } else if (reader.takeIfOperator("(")) {
                expression = new Expression.Call(expression, parseArguments(), line);
            } else {
                return expression;
            }
        }
    }

    /// The filters of a block tag, `{% filter upper|trim %}` or `{% set x | trim %}`, over the
    /// block's text.
    Expression parseBlockFilters(boolean firstNeedsPipe) {
        int line = reader.line();
        Expression text = new Expression.BlockText(line);
        return parseFilters(firstNeedsPipe ? text : parseFilter(text, line));
    }

    private Expression parseFilter(Expression input, int line) {
        String name = parseDottedName("a filter's name");
        CallArguments arguments =
                reader.takeIfOperator("(") ? parseArguments() : CallArguments.NONE;
        return new Expression.Filtered(input, name, arguments, line);
    }

    private String parseDottedName(String what) {
        StringBuilder name = new StringBuilder(reader.expect(Kind.NAME, what).text());
        while (reader.takeIfOperator(".")) {
            name.append('.').append(reader.expect(Kind.NAME, what).text());
        }
        return name.toString();
    }

    private Expression parseTest(Expression input, int line) {
        boolean negated = reader.takeIfName("not");
        String name = parseDottedName("a test's name");
        return new Expression.Tested(input, name, parseTestArguments(), negated, line);
    }

    /// `is divisibleby(3)` and `is divisibleby 3` are the same.
    private CallArguments parseTestArguments() {
        if (reader.takeIfOperator("(")) {
            return parseArguments();
        }
        if (!startsTestArgument()) {
            return CallArguments.NONE;
        }
        Expression argument = parsePostfix(parsePrimary());
        return new CallArguments(List.of(argument), List.of(), null, null);
    }

    private boolean startsTestArgument() {
        Lexeme next = reader.current();
        return switch (next.kind()) {
            case NAME -> !NO_TEST_ARGUMENT.contains(next.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> next.text().equals("[") || next.text().equals("{");
            default -> false;
        };
    }
}

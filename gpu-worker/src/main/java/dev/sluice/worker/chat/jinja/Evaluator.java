package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Expression.CallArguments;
import dev.sluice.worker.chat.jinja.Expression.Comparand;
import dev.sluice.worker.chat.jinja.Expression.NamedArgument;
import dev.sluice.worker.chat.jinja.Expression.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives expressions their values. One instance serves one rendering, on its thread.
final class Evaluator {
    /// Where a block's text waits for its filters; no template can name it.
    static final String BLOCK_TEXT = " block text";

    private final Budget budget;
    private final Operators operators;
    private final Attributes attributes;
    private final Filters filters;

    Evaluator(Budget budget) {
        this.budget = budget;
        this.operators = new Operators(budget);
        this.attributes = new Attributes(budget);
        this.filters = new Filters(budget, attributes);
    }

    Object evaluate(Expression expression, Scope scope) {
        try {
            budget.enter();
            Object value = dispatch(expression, scope);
            budget.leave();
            return value;
        } catch (JinjaException e) {
            throw e.at(expression.line());
        }
    }

    private Object dispatch(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Constant constant -> constant.value();
            case Expression.Name name -> scope.get(name.name());
            case Expression.BlockText text -> scope.get(BLOCK_TEXT);
            case Expression.ListDisplay list -> evaluateAll(list.items(), scope);
            case Expression.TupleDisplay tuple -> new Tuple(evaluateAll(tuple.items(), scope));
            case Expression.MappingDisplay mapping -> evaluateMapping(mapping, scope);
            case Expression.Attribute attribute ->
                    attributes.attribute(evaluate(attribute.target(), scope), attribute.name());
            case Expression.Item item ->
                    attributes.item(evaluate(item.target(), scope), evaluate(item.index(), scope));
            case Expression.Slice slice -> evaluateSlice(slice, scope);
            case Expression.Call call -> evaluateCall(call, scope);
            case Expression.Filtered filtered -> evaluateFilter(filtered, scope);
            case Expression.Tested tested -> evaluateTest(tested, scope);
            case Expression.Unary unary -> evaluateUnary(unary, scope);
            case Expression.Binary binary ->
                    operators.apply(
                            binary.operator(),
                            evaluate(binary.left(), scope),
                            evaluate(binary.right(), scope));
            case Expression.Comparison comparison -> evaluateComparison(comparison, scope);
            case Expression.Choice choice -> evaluateChoice(choice, scope);
            case Expression.Conditional conditional -> evaluateConditional(conditional, scope);
            case Expression.Concatenation concatenation -> concatenate(concatenation, scope);
        };
    }

    private List<Object> evaluateAll(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private Map<Object, Object> evaluateMapping(Expression.MappingDisplay mapping, Scope scope) {
        Map<Object, Object> values = new LinkedHashMap<>();
        for (Pair pair : mapping.pairs()) {
            Object key = Values.requireHashable(evaluate(pair.key(), scope));
            values.put(key, evaluate(pair.value(), scope));
        }
        return values;
    }

    private Object evaluateSlice(Expression.Slice slice, Scope scope) {
        return Slices.slice(
                evaluate(slice.target(), scope),
                evaluateOptional(slice.start(), scope),
                evaluateOptional(slice.stop(), scope),
                evaluateOptional(slice.step(), scope),
                budget);
    }

    private Object evaluateOptional(@Nullable Expression expression, Scope scope) {
        return expression == null ? None.NONE : evaluate(expression, scope);
    }

    private Object evaluateCall(Expression.Call call, Scope scope) {
        Object callee = evaluate(call.callee(), scope);
        return call(callee, arguments(call.arguments(), scope));
    }

    Object call(Object callee, Arguments arguments) {
        return switch (callee) {
            case Callable callable -> callable.call(arguments);
            case Undefined missing -> throw missing.failure();
            default -> throw new JinjaException(Values.typeName(callee) + " cannot be called");
        };
    }

    Arguments arguments(CallArguments given, Scope scope) {
        List<Object> positional = evaluateAll(given.positional(), scope);
        if (given.spread() != null) {
            positional.addAll(Values.toList(evaluate(given.spread(), scope)));
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (NamedArgument argument : given.named()) {
            named.put(argument.name(), evaluate(argument.value(), scope));
        }
        if (given.spreadNamed() != null) {
            spreadInto(named, evaluate(given.spreadNamed(), scope));
        }
        return new Arguments(positional, named);
    }

    private static void spreadInto(Map<String, Object> named, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new JinjaException("'**' needs a mapping, not " + Values.typeName(value));
        }
        map.forEach((key, item) -> named.put(Values.requireText(key, "**").value(), item));
    }

    private Object evaluateFilter(Expression.Filtered filtered, Scope scope) {
        Object input = evaluate(filtered.input(), scope);
        budget.spendScan(input);
        return filters.apply(filtered.filter(), input, arguments(filtered.arguments(), scope));
    }

    private Object evaluateTest(Expression.Tested tested, Scope scope) {
        Object input = evaluate(tested.input(), scope);
        Arguments arguments = arguments(tested.arguments(), scope);
        return ValueTests.apply(tested.test(), input, arguments, budget) != tested.negated();
    }

    private Object evaluateUnary(Expression.Unary unary, Scope scope) {
        Object operand = evaluate(unary.operand(), scope);
        return switch (unary.operator()) {
            case NOT -> !Values.isTrue(operand);
            case NEGATE -> operators.negate(operand);
            case PLUS -> operators.plus(operand);
        };
    }

    private Object evaluateComparison(Expression.Comparison comparison, Scope scope) {
        Object left = evaluate(comparison.first(), scope);
        for (Comparand next : comparison.rest()) {
            Object right = evaluate(next.operand(), scope);
            if (!operators.compare(next.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object evaluateChoice(Expression.Choice choice, Scope scope) {
        Object left = evaluate(choice.left(), scope);
        return Values.isTrue(left) == choice.isAnd() ? evaluate(choice.right(), scope) : left;
    }

    private Object evaluateConditional(Expression.Conditional conditional, Scope scope) {
        if (Values.isTrue(evaluate(conditional.condition(), scope))) {
            return evaluate(conditional.then(), scope);
        }
        return conditional.otherwise() == null
                ? new Undefined("the inline if-expression has no 'else'")
                : evaluate(conditional.otherwise(), scope);
    }

    private Text concatenate(Expression.Concatenation concatenation, Scope scope) {
        TextBuilder out = new TextBuilder(budget);
        for (Expression part : concatenation.parts()) {
            out.append(PythonPrinter.str(evaluate(part, scope), budget));
        }
        return out.toText();
    }
}

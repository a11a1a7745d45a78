package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Expression.BinaryOperator;
import dev.sluice.worker.chat.jinja.Expression.ComparisonOperator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Python's arithmetic and comparisons.
final class Operators {
    private final Budget budget;

    Operators(Budget budget) {
        this.budget = budget;
    }

    Object apply(BinaryOperator operator, Object left, Object right) {
        Optional<Long> one = Numbers.asLong(left);
        Optional<Long> other = Numbers.asLong(right);
        try {
            if (one.isPresent() && other.isPresent()) {
                return onIntegers(operator, one.get(), other.get());
            }
            if (isReal(left) && isReal(right)) {
                return onReals(operator, Numbers.toDouble(left), Numbers.toDouble(right));
            }
        } catch (ArithmeticException e) {
            throw new JinjaException("integer too large: " + operator.symbol());
        }
        return onOthers(operator, left, right);
    }

    private static boolean isReal(Object value) {
        return Numbers.isNumber(value) && !(value instanceof BigInteger);
    }

    private static Object onIntegers(BinaryOperator operator, long left, long right) {
        return switch (operator) {
            case ADD -> Math.addExact(left, right);
            case SUBTRACT -> Math.subtractExact(left, right);
            case MULTIPLY -> Math.multiplyExact(left, right);
            case DIVIDE -> divide((double) left, (double) right);
            case FLOOR_DIVIDE -> Math.floorDiv(left, nonZero(right));
            case REMAINDER -> Math.floorMod(left, nonZero(right));
            case POWER ->
                    right < 0
                            ? (Object) Math.pow((double) left, (double) right)
                            : (Object) power(left, right);
        };
    }

    private static Object onReals(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> divide(left, right);
            case FLOOR_DIVIDE -> Math.floor(divide(left, right));
            case REMAINDER -> left - Math.floor(divide(left, right)) * right;
            case POWER -> Math.pow(left, right);
        };
    }

    private static double divide(double left, double right) {
        if (right == 0) {
            throw new JinjaException("division by zero");
        }
        return left / right;
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw new JinjaException("division by zero");
        }
        return divisor;
    }

    private static long power(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result = Math.multiplyExact(result, square);
            }
            square = rest > 1 ? Math.multiplyExact(square, square) : square;
        }
        return result;
    }

    private Object onOthers(BinaryOperator operator, Object left, Object right) {
        return switch (operator) {
            case ADD -> add(left, right);
            case MULTIPLY -> multiply(left, right);
            case REMAINDER -> format(left, right);
            case SUBTRACT, DIVIDE, FLOOR_DIVIDE, POWER ->
                    throw Values.unsupported(operator.symbol(), left, right);
        };
    }

    private Object add(Object left, Object right) {
        if (left instanceof Text one && right instanceof Text other) {
            return Texts.concat(budget, one, other);
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return joined(one, other);
        }
        if (left instanceof Tuple one && right instanceof Tuple other) {
            return new Tuple(joined(one.items(), other.items()));
        }
        throw Values.unsupported("+", left, right);
    }

    private List<Object> joined(List<?> left, List<?> right) {
        budget.spendSteps((long) left.size() + right.size());
        List<Object> items = new ArrayList<>(left);
        items.addAll(right);
        return items;
    }

    private Object multiply(Object left, Object right) {
        Optional<Long> times = Numbers.asLong(right);
        if (times.isEmpty()) {
            if (Numbers.asLong(left).isEmpty()) {
                throw Values.unsupported("*", left, right);
            }
            return multiply(right, left);
        }
        return switch (left) {
            case Text text -> Texts.repeat(text, times.get(), budget);
            case Tuple tuple -> new Tuple(repeated(tuple.items(), times.get()));
            case List<?> list -> repeated(list, times.get());
            default -> throw Values.unsupported("*", left, right);
        };
    }

    private List<Object> repeated(List<?> items, long times) {
        List<Object> all = new ArrayList<>();
        for (long i = 0; i < times; i++) {
            budget.spendSteps(items.size() + 1L);
            all.addAll(items);
        }
        return all;
    }

    private Object format(Object left, Object right) {
        if (!(left instanceof Text pattern)) {
            throw Values.unsupported("%", left, right);
        }
        return PercentFormat.format(pattern, right, budget);
    }

    boolean compare(ComparisonOperator operator, Object left, Object right) {
        budget.spendScan(left);
        budget.spendScan(right);
        return switch (operator) {
            case EQUAL -> Comparing.areEqual(left, right);
            case UNEQUAL -> !Comparing.areEqual(left, right);
            case LESS -> Comparing.compare(left, right, operator.symbol()) < 0;
            case LESS_OR_EQUAL -> Comparing.compare(left, right, operator.symbol()) <= 0;
            case GREATER -> Comparing.compare(left, right, operator.symbol()) > 0;
            case GREATER_OR_EQUAL -> Comparing.compare(left, right, operator.symbol()) >= 0;
            case IN -> Comparing.contains(right, left);
            case NOT_IN -> !Comparing.contains(right, left);
        };
    }

    Object negate(Object value) {
        return switch (value) {
            case Double real -> -real;
            case Long integer -> negateExact(integer);
            case Boolean flag -> flag ? -1L : 0L;
            case Undefined missing -> throw missing.failure();
            default -> throw new JinjaException("'-' does not work on " + Values.typeName(value));
        };
    }

    private static long negateExact(long value) {
        if (value == Long.MIN_VALUE) {
            throw new JinjaException("integer too large: -");
        }
        return -value;
    }

    Object plus(Object value) {
        if (value instanceof Undefined missing) {
            throw missing.failure();
        }
        if (!Numbers.isNumber(value)) {
            throw new JinjaException("'+' does not work on " + Values.typeName(value));
        }
        return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
    }
}

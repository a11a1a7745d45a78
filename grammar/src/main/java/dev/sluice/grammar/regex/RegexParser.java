package dev.sluice.grammar.regex;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.regex.Expression.Choice;
import dev.sluice.grammar.regex.Expression.One;
import dev.sluice.grammar.regex.Expression.Repeated;
import dev.sluice.grammar.regex.Expression.Sequence;
import dev.sluice.grammar.regex.Expression.TextEnd;
import dev.sluice.grammar.regex.Expression.TextStart;
import java.util.ArrayList;
import java.util.List;

/// Reads an expression, by recursive descent:
///
/// ```
/// choice   = sequence ("|" sequence)*          quantifier = "*" | "+" | "?" | "{m}" | "{m,}" | "{m,n}"
/// sequence = (atom quantifier? "?"?)*          atom = "(" choice ")" | "[" class "]" | "\" escape | any
/// ```
///
/// A lazy quantifier matches the same texts as a greedy one. Used once, by one thread.
final class RegexParser {
    private static final int LENGTH_MAX = 4_096;
    private static final int DEPTH_MAX = 64;
    private static final int REPEAT_MAX = 10_000;
    private static final CharSet NEW_LINE = CharSet.ofAll("\n\r\u2028\u2029");

    private final String source;
    private final CharacterClasses classes;
    private final Cursor cursor;
    private int depth;

    RegexParser(String source) {
        if (source.length() > LENGTH_MAX) {
            throw GrammarException.tooLarge(
                    "", "has " + source.length() + " characters, allowed are " + LENGTH_MAX);
        }
        this.source = source;
        this.cursor = new Cursor(source);
        this.classes = new CharacterClasses(cursor);
    }

    Expression parse() {
        Expression whole = choice();
        if (cursor.hasNext()) {
            throw cursor.invalid("a ) closes nothing");
        }
        return whole;
    }

    private Expression choice() {
        if (++depth > DEPTH_MAX) {
            throw cursor.invalid("groups are nested deeper than " + DEPTH_MAX);
        }
        List<Expression> ways = new ArrayList<>();
        ways.add(sequence());
        while (cursor.take('|')) {
            ways.add(sequence());
        }
        depth--;
        return ways.size() == 1 ? ways.getFirst() : new Choice(ways);
    }

    private Expression sequence() {
        List<Expression> parts = new ArrayList<>();
        while (cursor.hasNext() && !cursor.sees('|') && !cursor.sees(')')) {
            parts.add(quantified(atom()));
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    private Expression atom() {
        int character = cursor.next();
        return switch (character) {
            case '(' -> group();
            case '[' -> new One(classes.bracket());
            case '.' -> new One(NEW_LINE.not());
            case '^' -> new TextStart();
            case '$' -> new TextEnd();
            case '\\' -> new One(classes.escape());
            case '*', '+', '?' -> throw cursor.invalid("a quantifier follows nothing");
            case '{' -> {
                if (isQuantifier(cursor.place() - 1)) {
                    throw cursor.invalid("a quantifier follows nothing");
                }
                yield new One(CharSet.of('{'));
            }
            default -> new One(literal(character));
        };
    }

    private CharSet literal(int character) {
        CharSet one = CharSet.of(character);
        if (one.isEmpty()) {
            throw cursor.invalid("half of a surrogate pair is no character");
        }
        return one;
    }

    private Expression group() {
        if (cursor.take('?') && !cursor.take(':')) {
            skipName();
        }
        Expression inner = choice();
        if (!cursor.take(')')) {
            throw cursor.invalid("a ( is not closed");
        }
        return inner;
    }

    /// `(?<name>` or `(?P<name>`; all else after `(?` is no group.
    private void skipName() {
        boolean isPython = cursor.take('P');
        boolean isNamed = cursor.take('<') && !cursor.sees('=') && !cursor.sees('!');
        if (!isNamed) {
            throw cursor.unsupported(
                    isPython ? "a reference back" : "look-around, or a flag, in a group");
        }
        while (!cursor.take('>')) {
            cursor.next();
        }
    }

    private Expression quantified(Expression part) {
        if (!seesQuantifier()) {
            return part;
        }
        Expression all = quantifier(part);
        if (!cursor.take('?') && cursor.sees('+')) {
            throw cursor.unsupported("a possessive quantifier");
        }
        if (seesQuantifier()) {
            throw cursor.invalid("a quantifier follows a quantifier");
        }
        return all;
    }

    private boolean seesQuantifier() {
        return cursor.sees('*')
                || cursor.sees('+')
                || cursor.sees('?')
                || (cursor.sees('{') && isQuantifier(cursor.place()));
    }

    private Expression quantifier(Expression part) {
        if (cursor.take('*')) {
            return repeated(part, 0, -1);
        }
        if (cursor.take('+')) {
            return repeated(part, 1, -1);
        }
        if (cursor.take('?')) {
            return repeated(part, 0, 1);
        }
        cursor.next();
        int min = number();
        int max = min;
        if (cursor.take(',')) {
            max = cursor.sees('}') ? -1 : number();
        }
        cursor.next();
        if (max >= 0 && max < min) {
            throw cursor.invalid("{" + min + "," + max + "} goes downwards");
        }
        return repeated(part, min, max);
    }

    private Expression repeated(Expression part, int min, int max) {
        if (part instanceof TextStart || part instanceof TextEnd) {
            throw cursor.invalid("^ and $ cannot be repeated");
        }
        return new Repeated(part, min, max);
    }

    private int number() {
        int value = 0;
        while (cursor.sees('0', '9')) {
            value = value * 10 + (cursor.next() - '0');
            if (value > REPEAT_MAX) {
                throw GrammarException.tooLarge("", "repeats more than " + REPEAT_MAX + " times");
            }
        }
        return value;
    }

    /// Whether a quantifier in braces stands here; any other brace is a character.
    private boolean isQuantifier(int place) {
        int at = skipDigits(place + 1);
        boolean hasMin = at > place + 1;
        if (at < source.length() && source.charAt(at) == ',') {
            at = skipDigits(at + 1);
        }
        return hasMin && at < source.length() && source.charAt(at) == '}';
    }

    private int skipDigits(int place) {
        int at = place;
        while (at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}

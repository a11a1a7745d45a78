package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Lexeme.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a template's source into [Lexeme]s, with the whitespace rules of Jinja2 under
/// `trim_blocks`, `lstrip_blocks` and no `keep_trailing_newline`:
///
/// * the newline after `%}` or `#}` goes; `-%}` takes all white space after it, `+%}` none;
/// * white space between a line's start and `{%` or `{#` goes, unless it is `{%+`; `{%-` takes all
///   white space before it, `{{-` too;
/// * one newline at the template's end goes; `\r\n` and `\r` are newlines.
final class Lexer {
    private static final String[] LONG_OPERATORS = {"//", "**", "==", "!=", ">=", "<="};
    private static final String SHORT_OPERATORS = "+-/*%~[](){}><=.:|,";

    private final String source;
    private final LineIndex lines;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private int position;
    private boolean lineStarting = true;

    private Lexer(String source) {
        this.source = source;
        this.lines = new LineIndex(source);
    }

    static List<Lexeme> lex(String template) {
        return new Lexer(withUnixNewlines(template)).run();
    }

    private static String withUnixNewlines(String template) {
        String unix = template.replace("\r\n", "\n").replace('\r', '\n');
        return unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    }

    private List<Lexeme> run() {
        while (position < source.length()) {
            lexUntilNextTag();
        }
        add(Kind.END, "", position);
        return List.copyOf(lexemes);
    }

    private void lexUntilNextTag() {
        int open = nextOpening(position);
        if (open < 0) {
            addText(position, source.length());
            position = source.length();
            return;
        }
        char kind = source.charAt(open + 1);
        char sign = signAt(open + 2);
        addText(position, textEnd(position, open, sign, kind != '{'));
        position = open + (sign == 0 ? 2 : 3);
        switch (kind) {
            case '#' -> skipComment(open);
            case '{' -> lexTag(Kind.PRINT_BEGIN, open);
            default -> lexBlockOrRaw(open);
        }
    }

    private int nextOpening(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private char signAt(int index) {
        char c = index < source.length() ? source.charAt(index) : 0;
        return c == '-' || c == '+' ? c : 0;
    }

    private int textEnd(int start, int open, char sign, boolean stripsLine) {
        if (sign == '-') {
            return withoutTrailingSpace(start, open);
        }
        return sign == 0 && stripsLine ? withoutIndent(start, open) : open;
    }

    private int withoutTrailingSpace(int start, int end) {
        int last = end;
        while (last > start && Characters.isSpace(source.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private int withoutIndent(int start, int open) {
        int lineStart = source.lastIndexOf('\n', open - 1) + 1;
        boolean inThisText = lineStart > start;
        if (!inThisText && !lineStarting) {
            return open;
        }
        int from = Math.max(lineStart, start);
        return withoutTrailingSpace(from, open) == from ? from : open;
    }

    private void skipComment(int open) {
        int close = source.indexOf("#}", position);
        if (close < 0) {
            throw new JinjaException(lines.of(open), "comment is never closed with '#}'");
        }
        char sign = close > position ? signAt(close - 1) : 0;
        finishBlock(close + 2, sign);
    }

    /// Steps past a block's or comment's end, with the white space that goes with it.
    private void finishBlock(int afterEnd, char sign) {
        position = afterEnd;
        if (sign == '-') {
            skipSpace();
        } else if (sign == 0 && position < source.length() && source.charAt(position) == '\n') {
            position++;
        }
        lineStarting = source.charAt(position - 1) == '\n';
    }

    private void skipSpace() {
        while (position < source.length() && Characters.isSpace(source.charAt(position))) {
            position++;
        }
    }

    private void lexBlockOrRaw(int open) {
        int afterName = afterKeyword("raw", position);
        int close = afterName < 0 ? -1 : rawTagEnd(afterName);
        if (close < 0) {
            lexTag(Kind.BLOCK_BEGIN, open);
        } else {
            lexRaw(open, close);
        }
    }

    /// The index after the white space that follows `keyword`, or -1 where it does not stand.
    private int afterKeyword(String keyword, int from) {
        int start = spaceEnd(from);
        return source.startsWith(keyword, start) ? spaceEnd(start + keyword.length()) : -1;
    }

    private int spaceEnd(int from) {
        int i = from;
        while (i < source.length() && Characters.isSpace(source.charAt(i))) {
            i++;
        }
        return i;
    }

    private int rawTagEnd(int index) {
        if (source.startsWith("-%}", index)) {
            return spaceEnd(index + 3);
        }
        return source.startsWith("%}", index) ? index + 2 : -1;
    }

    private void lexRaw(int open, int bodyStart) {
        for (int end = source.indexOf("{%", bodyStart);
                end >= 0;
                end = source.indexOf("{%", end + 2)) {
            char openSign = signAt(end + 2);
            int after = afterKeyword("endraw", end + (openSign == 0 ? 2 : 3));
            if (after >= 0 && finishRaw(bodyStart, end, openSign, after)) {
                return;
            }
        }
        throw new JinjaException(lines.of(open), "'raw' is never closed with 'endraw'");
    }

    private boolean finishRaw(int bodyStart, int end, char openSign, int after) {
        char closeSign = signAt(after);
        int close = closeSign == 0 ? after : after + 1;
        if (!source.startsWith("%}", close)) {
            return false;
        }
        lineStarting = source.charAt(bodyStart - 1) == '\n';
        addText(bodyStart, textEnd(bodyStart, end, openSign, true));
        finishBlock(close + 2, closeSign);
        return true;
    }

    private void lexTag(Kind begin, int open) {
        add(begin, "", open);
        Deque<Character> brackets = new ArrayDeque<>();
        while (!closesTag(begin, brackets.isEmpty())) {
            if (position >= source.length()) {
                String close = begin == Kind.PRINT_BEGIN ? "'}}'" : "'%}'";
                throw new JinjaException(lines.of(open), "tag is never closed with " + close);
            }
            lexInsideTag(brackets);
        }
    }

    private boolean closesTag(Kind begin, boolean balanced) {
        skipSpace();
        char sign = signAt(position);
        boolean print = begin == Kind.PRINT_BEGIN;
        int close = position + (sign == '-' || (sign == '+' && !print) ? 1 : 0);
        if (!balanced || !source.startsWith(print ? "}}" : "%}", close)) {
            return false;
        }
        add(print ? Kind.PRINT_END : Kind.BLOCK_END, "", position);
        if (print) {
            finishPrint(close + 2, sign);
        } else {
            finishBlock(close + 2, sign);
        }
        return true;
    }

    private void finishPrint(int afterEnd, char sign) {
        position = afterEnd;
        if (sign == '-') {
            skipSpace();
        }
        lineStarting = source.charAt(position - 1) == '\n';
    }

    private void lexInsideTag(Deque<Character> brackets) {
        char c = source.charAt(position);
        if (c == '\'' || c == '"') {
            lexString(c);
        } else if (Characters.isDigit(c)) {
            lexNumber();
        } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            lexName();
        } else {
            lexOperator(brackets);
        }
    }

    private void lexName() {
        int end = position + 1;
        while (end < source.length() && Character.isUnicodeIdentifierPart(source.charAt(end))) {
            end++;
        }
        addUpTo(Kind.NAME, end);
    }

    private void lexString(char quote) {
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new JinjaException(lines.of(position), "string is never closed");
        }
        String body = source.substring(position + 1, end);
        add(Kind.STRING, StringEscapes.decode(body, lines.of(position)), position);
        position = end + 1;
    }

    private void lexNumber() {
        NumberScanner number = new NumberScanner(source, position, follows('.'));
        addUpTo(number.isFloat() ? Kind.FLOAT : Kind.INTEGER, number.end());
    }

    private boolean follows(char previous) {
        return position > 0 && source.charAt(position - 1) == previous;
    }

    private void lexOperator(Deque<Character> brackets) {
        for (String operator : LONG_OPERATORS) {
            if (source.startsWith(operator, position)) {
                addUpTo(Kind.OPERATOR, position + 2);
                return;
            }
        }
        char c = source.charAt(position);
        if (SHORT_OPERATORS.indexOf(c) < 0) {
            throw new JinjaException(lines.of(position), "unexpected character '" + c + "'");
        }
        balance(brackets, c);
        addUpTo(Kind.OPERATOR, position + 1);
    }

    private void balance(Deque<Character> brackets, char c) {
        switch (c) {
            case '(' -> brackets.push(')');
            case '[' -> brackets.push(']');
            case '{' -> brackets.push('}');
            case ')', ']', '}' -> requireOpened(brackets, c);
            default -> {}
        }
    }

    private void requireOpened(Deque<Character> brackets, char c) {
        @Nullable Character wanted = brackets.poll();
        if (wanted == null || wanted != c) {
            throw new JinjaException(lines.of(position), "unexpected '" + c + "'");
        }
    }

    private void addUpTo(Kind kind, int end) {
        add(kind, source.substring(position, end), position);
        position = end;
    }

    private void addText(int start, int end) {
        if (end > start) {
            add(Kind.LITERAL_TEXT, source.substring(start, end), start);
        }
    }

    private void add(Kind kind, String text, int start) {
        lexemes.add(new Lexeme(kind, text, lines.of(start)));
    }
}

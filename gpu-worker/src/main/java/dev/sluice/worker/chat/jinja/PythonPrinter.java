package dev.sluice.worker.chat.jinja;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Python's `str` and `repr`.
final class PythonPrinter {
    private final TextBuilder out;
    private final Budget budget;

    private PythonPrinter(Budget budget) {
        this.budget = budget;
        this.out = new TextBuilder(budget);
    }

    /// What `{{ value }}` puts out.
    static Text str(Object value, Budget budget) {
        return switch (value) {
            case Text text -> text;
            case Undefined missing -> Text.EMPTY;
            default -> repr(value, budget);
        };
    }

    static Text repr(Object value, Budget budget) {
        PythonPrinter printer = new PythonPrinter(budget);
        printer.print(value);
        return printer.out.toText();
    }

    private void print(Object value) {
        budget.enter();
        switch (value) {
            case None none -> out.append("None");
            case Boolean flag -> out.append(flag ? "True" : "False");
            case Double real -> out.append(Numbers.print(real));
            case Long integer -> out.append(integer.toString());
            case BigInteger integer -> out.append(integer.toString());
            case Text text -> out.append(text.rewritten(quoted(text.value())));
            case List<?> list -> printItems("[", list, "]");
            case Tuple tuple ->
                    printItems("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
            case Map<?, ?> map -> printEntries(map);
            case Undefined missing -> out.append("Undefined");
            default -> out.append("<" + Values.typeName(value) + ">");
        }
        budget.leave();
    }

    private void printItems(String open, List<?> items, String close) {
        out.append(open);
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            print(item);
            separator = ", ";
        }
        out.append(close);
    }

    private void printEntries(Map<?, ?> map) {
        out.append("{");
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            print(entry.getKey());
            out.append(": ");
            print(entry.getValue());
            out.append(entries.hasNext() ? ", " : "");
        }
        out.append("}");
    }

    /// Single quotes, unless that would need escaping and double quotes would not.
    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> appendEscaped(quoted, c, quote));
        return quoted.append(quote).toString();
    }

    private static void appendEscaped(StringBuilder quoted, int c, char quote) {
        switch (c) {
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '\\' -> quoted.append("\\\\");
            default -> {
                if (c == quote) {
                    quoted.append('\\').append(quote);
                } else if (Characters.isPrintable(c)) {
                    quoted.appendCodePoint(c);
                } else {
                    quoted.append(numericEscape(c));
                }
            }
        }
    }

    private static String numericEscape(int c) {
        String format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
        return String.format(java.util.Locale.ROOT, format, c);
    }
}

package dev.sluice.worker.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `tojson` as Hugging Face defines it: Python's `json.dumps` with `ensure_ascii=False`, `", "` and
/// `": "` between items, keys in their order. (Jinja2's own filter sorts keys and escapes HTML,
/// which models were not trained on.)
final class JsonPrinter {
    private final TextBuilder out;
    private final Budget budget;
    private final Style style;

    /// @param indent put before each nested line, once per level; empty for one line
    record Style(
            boolean asciiOnly,
            boolean multiLine,
            String indent,
            String itemSeparator,
            String keySeparator,
            boolean sortKeys) {
        static final Style DEFAULT = new Style(false, false, "", ", ", ": ", false);
    }

    private JsonPrinter(Budget budget, Style style) {
        this.out = new TextBuilder(budget);
        this.budget = budget;
        this.style = style;
    }

    static Text print(Object value, Style style, Budget budget) {
        JsonPrinter printer = new JsonPrinter(budget, style);
        printer.print(value, 0);
        return printer.out.toText();
    }

    private void print(Object value, int level) {
        budget.enter();
        switch (value) {
            case None none -> out.append("null");
            case Boolean flag -> out.append(flag.toString());
            case Double real -> out.append(number(real));
            case Long integer -> out.append(integer.toString());
            case BigInteger integer -> out.append(integer.toString());
            case Text text -> out.append(quoted(text));
            case List<?> list -> printItems(list, level);
            case Tuple tuple -> printItems(tuple.items(), level);
            case Map<?, ?> map -> printEntries(map, level);
            default -> throw new JinjaException(Values.typeName(value) + " has no form in JSON");
        }
        budget.leave();
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return Numbers.print(value);
    }

    private void printItems(List<?> items, int level) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append("[");
        for (Iterator<?> each = items.iterator(); each.hasNext(); ) {
            breakLine(level + 1);
            print(each.next(), level + 1);
            out.append(each.hasNext() ? style.itemSeparator() : "");
        }
        breakLine(level);
        out.append("]");
    }

    private void printEntries(Map<?, ?> map, int level) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append("{");
        for (Iterator<Map.Entry<?, ?>> each = entries(map).iterator(); each.hasNext(); ) {
            Map.Entry<?, ?> entry = each.next();
            breakLine(level + 1);
            out.append(quoted(key(entry.getKey())));
            out.append(style.keySeparator());
            print(entry.getValue(), level + 1);
            out.append(each.hasNext() ? style.itemSeparator() : "");
        }
        breakLine(level);
        out.append("}");
    }

    private List<Map.Entry<?, ?>> entries(Map<?, ?> map) {
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        if (style.sortKeys()) {
            entries.sort((one, other) -> Comparing.compare(one.getKey(), other.getKey(), "<"));
        }
        return entries;
    }

    private Text key(Object key) {
        return switch (key) {
            case Text text -> text;
            case None none -> Text.ofTemplate("null");
            case Boolean flag -> Text.ofTemplate(flag.toString());
            case Double real -> Text.ofTemplate(number(real));
            case Number integer -> Text.ofTemplate(integer.toString());
            default -> throw new JinjaException(Values.typeName(key) + " cannot be a key in JSON");
        };
    }

    private void breakLine(int level) {
        if (style.multiLine()) {
            out.append("\n" + style.indent().repeat(level));
        }
    }

    private Text quoted(Text text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        String value = text.value();
        for (int i = 0; i < value.length(); i++) {
            appendEscaped(quoted, value.charAt(i));
        }
        return text.rewritten(quoted.append('"').toString());
    }

    private void appendEscaped(StringBuilder quoted, char c) {
        switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '\f' -> quoted.append("\\f");
            case '\b' -> quoted.append("\\b");
            default -> {
                if (c < ' ' || (style.asciiOnly() && c > '~')) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    quoted.append(c);
                }
            }
        }
    }
}

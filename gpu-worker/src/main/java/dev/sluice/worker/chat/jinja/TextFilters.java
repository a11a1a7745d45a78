package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Arguments.Bound;
import dev.sluice.worker.chat.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Filters that make text.
final class TextFilters {
    private TextFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("upper", (input, arguments, run) -> Texts.upper(run.text(input)));
        table.put("lower", (input, arguments, run) -> Texts.lower(run.text(input)));
        table.put("capitalize", (input, arguments, run) -> Texts.capitalize(run.text(input)));
        table.put("title", (input, arguments, run) -> title(run.text(input)));
        table.put("string", (input, arguments, run) -> run.text(input));
        table.put("safe", (input, arguments, run) -> run.text(input));
        table.put("trim", TextFilters::trim);
        table.put("replace", TextFilters::replace);
        table.put("indent", TextFilters::indent);
        table.put("center", TextFilters::center);
        table.put("format", TextFilters::format);
        table.put("join", TextFilters::join);
        table.put("tojson", TextFilters::toJson);
        table.put("escape", (input, arguments, run) -> escape(run.text(input)));
        table.put("e", (input, arguments, run) -> escape(run.text(input)));
        table.put("wordcount", (input, arguments, run) -> wordCount(run.text(input)));
    }

    /// Unlike `str.title`, a word starts only after white space, a dash or an opening bracket.
    private static Text title(Text text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean startsWord = true;
        for (int c : text.value().codePoints().toArray()) {
            titled.appendCodePoint(
                    startsWord ? Character.toUpperCase(c) : Character.toLowerCase(c));
            startsWord = Characters.isSpace(c) || "-({[<".indexOf(c) >= 0;
        }
        return text.recased(titled.toString());
    }

    private static Object trim(Object input, Arguments arguments, Filters run) {
        Object unwanted = arguments.bind("chars").get("chars", None.NONE);
        return Texts.strip(run.text(input), unwanted, true, true);
    }

    private static Object replace(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("old", "new", "count");
        Object count = bound.get("count", None.NONE);
        return Texts.replace(
                run.text(input),
                run.text(bound.required("old")),
                run.text(bound.required("new")),
                count instanceof None ? -1 : Numbers.requireInt(count, "count"),
                run.budget());
    }

    private static Object indent(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("width", "first", "blank");
        Object width = bound.get("width", 4L);
        Text indentation =
                width instanceof Text text
                        ? text
                        : Texts.repeat(
                                Text.ofTemplate(" "),
                                Numbers.requireInt(width, "width"),
                                run.budget());
        boolean blank = bound.flag("blank", false);
        TextBuilder out = new TextBuilder(run.budget());
        Text newline = Text.ofTemplate("\n");
        Text whole = Texts.concat(run.budget(), run.text(input), newline);
        boolean isFirst = true;
        for (Text line : Texts.splitLines(whole, false)) {
            out.append(isFirst ? Text.EMPTY : newline);
            boolean indented = isFirst ? bound.flag("first", false) : blank || !line.isEmpty();
            out.append(indented ? indentation : Text.EMPTY).append(line);
            isFirst = false;
        }
        return out.toText();
    }

    private static Object center(Object input, Arguments arguments, Filters run) {
        int width = arguments.bind("width").count("width", 80);
        return Texts.pad(run.text(input), width, Text.ofTemplate(" "), 0.5, run.budget());
    }

    private static Object format(Object input, Arguments arguments, Filters run) {
        Object values =
                arguments.named().isEmpty()
                        ? new Tuple(arguments.positional())
                        : named(arguments.named());
        return PercentFormat.format(run.text(input), values, run.budget());
    }

    private static Map<Object, Object> named(Map<String, Object> named) {
        Map<Object, Object> values = new java.util.LinkedHashMap<>();
        named.forEach((name, value) -> values.put(Text.ofTemplate(name), value));
        return values;
    }

    private static Object join(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("d", "attribute");
        Object attribute = bound.get("attribute", None.NONE);
        List<Text> pieces = new ArrayList<>();
        Values.items(input)
                .forEachRemaining(item ->
                        pieces.add(
                                run.text(
                                        attribute instanceof None
                                                ? item
                                                : run.path(item, attribute))));
        return Texts.join(run.text(bound.get("d", Text.EMPTY)), pieces, run.budget());
    }

    private static Object toJson(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("ensure_ascii", "indent", "separators", "sort_keys");
        Object indent = bound.get("indent", None.NONE);
        boolean multiLine = !(indent instanceof None);
        Tuple separators = separators(bound.get("separators", None.NONE), multiLine);
        JsonPrinter.Style style =
                new JsonPrinter.Style(
                        bound.flag("ensure_ascii", false),
                        multiLine,
                        multiLine ? indentation(indent) : "",
                        Values.requireText(separators.items().get(0), "separators").value(),
                        Values.requireText(separators.items().get(1), "separators").value(),
                        bound.flag("sort_keys", false));
        return JsonPrinter.print(input, style, run.budget());
    }

    private static String indentation(Object indent) {
        return indent instanceof Text text
                ? text.value()
                : " ".repeat(Math.clamp(Numbers.requireInt(indent, "indent"), 0, 100));
    }

    private static Tuple separators(Object given, boolean multiLine) {
        if (given instanceof None) {
            String item = multiLine ? "," : ", ";
            return Tuple.of(Text.ofTemplate(item), Text.ofTemplate(": "));
        }
        List<Object> items = Values.toList(given);
        if (items.size() != 2) {
            throw new JinjaException("'separators' needs two strings");
        }
        return new Tuple(items);
    }

    private static Text escape(Text text) {
        String escaped =
                text.value()
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("'", "&#39;")
                        .replace("\"", "&#34;");
        return text.rewritten(escaped);
    }

    private static long wordCount(Text text) {
        return java.util.regex.Pattern.compile(
                        "\\w+", java.util.regex.Pattern.UNICODE_CHARACTER_CLASS)
                .matcher(text.value())
                .results()
                .count();
    }
}

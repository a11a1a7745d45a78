package dev.sluice.worker.chat.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `str.format`: fields by position or name with a simple format, without attribute access (which
/// is how format strings break out of sandboxes).
final class BraceFormat {
    private static final Pattern FIELD =
            Pattern.compile(
                    "\\{\\{|\\}\\}|\\{(?<name>\\w*)(?:!(?<as>[rs]))?"
                            + "(?::(?<align>[<>^])?(?<zero>0)?(?<width>\\d{1,4})?"
                            + "(?:\\.(?<precision>\\d{1,3}))?(?<kind>[sdfxXeo])?)?\\}");

    private final Arguments arguments;
    private final Budget budget;
    private int nextArgument;

    private BraceFormat(Arguments arguments, Budget budget) {
        this.arguments = arguments;
        this.budget = budget;
    }

    static Text format(Text pattern, Arguments arguments, Budget budget) {
        return new BraceFormat(arguments, budget).run(pattern);
    }

    private Text run(Text pattern) {
        TextBuilder out = new TextBuilder(budget);
        Matcher field = FIELD.matcher(pattern.value());
        int from = 0;
        while (field.find()) {
            out.append(literal(pattern.substring(from, field.start())));
            from = field.end();
            out.append(replacement(pattern, field));
        }
        return out.append(literal(pattern.substring(from, pattern.length()))).toText();
    }

    private static Text literal(Text between) {
        if (between.value().indexOf('{') >= 0 || between.value().indexOf('}') >= 0) {
            throw new JinjaException("unsupported field in format string");
        }
        return between;
    }

    private Text replacement(Text pattern, Matcher field) {
        String name = field.group("name");
        if (name == null) {
            return pattern.substring(field.start(), field.start() + 1);
        }
        Object value = argument(name);
        if ("r".equals(field.group("as"))) {
            value = PythonPrinter.repr(value, budget);
        }
        return formatted(field, value);
    }

    private Object argument(String name) {
        if (!name.isEmpty() && !Characters.isDigit(name.charAt(0))) {
            Object value = arguments.named().get(name);
            if (value == null) {
                throw new JinjaException("format needs a value named '" + name + "'");
            }
            return value;
        }
        int index = name.isEmpty() ? nextArgument++ : Integer.parseInt(name);
        if (index >= arguments.positional().size()) {
            throw new JinjaException("format needs more than " + index + " values");
        }
        return arguments.positional().get(index);
    }

    private Text formatted(Matcher field, Object value) {
        int width = number(field.group("width"), 0);
        int precision = number(field.group("precision"), -1);
        String kind = field.group("kind");
        char letter = kind == null ? 's' : kind.charAt(0);
        if (field.group("zero") != null) {
            return new PercentFormat.Spec("0", width, precision, kind == null ? 'd' : letter)
                    .format(value, budget);
        }
        Text body = new PercentFormat.Spec("", 0, precision, letter).format(value, budget);
        return Texts.pad(body, width, Text.ofTemplate(" "), leftShare(field, value), budget);
    }

    private static double leftShare(Matcher field, Object value) {
        String align = field.group("align");
        if (align == null) {
            return Numbers.isNumber(value) ? 1 : 0;
        }
        return align.equals("<") ? 0 : align.equals(">") ? 1 : 0.5;
    }

    private static int number(@org.jspecify.annotations.Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}

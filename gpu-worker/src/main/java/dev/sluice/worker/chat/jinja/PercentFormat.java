package dev.sluice.worker.chat.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's `%` formatting, and the number and width part that `str.format` shares with it.
final class PercentFormat {
    private static final Pattern DIRECTIVE =
            Pattern.compile(
                    "%(?:\\((?<key>[^)]*)\\))?(?<flags>[-+ 0#]*)(?<width>\\d{1,4})?"
                            + "(?:\\.(?<precision>\\d{1,3}))?(?<kind>.)",
                    Pattern.DOTALL);

    private final Object arguments;
    private final Budget budget;
    private int nextArgument;

    private PercentFormat(Object arguments, Budget budget) {
        this.arguments = arguments;
        this.budget = budget;
    }

    static Text format(Text pattern, Object arguments, Budget budget) {
        return new PercentFormat(arguments, budget).run(pattern);
    }

    private Text run(Text pattern) {
        TextBuilder out = new TextBuilder(budget);
        Matcher directive = DIRECTIVE.matcher(pattern.value());
        int from = 0;
        while (directive.find()) {
            out.append(pattern.substring(from, directive.start()));
            from = directive.end();
            if (directive.group("kind").equals("%")) {
                out.append("%");
            } else {
                out.append(formatOne(directive, argument(directive)));
            }
        }
        String rest = pattern.value().substring(from);
        if (rest.indexOf('%') >= 0) {
            throw new JinjaException("incomplete format");
        }
        requireAllUsed();
        return out.append(pattern.substring(from, pattern.length())).toText();
    }

    private Object argument(Matcher directive) {
        String key = directive.group("key");
        if (key != null) {
            Object value =
                    arguments instanceof Map<?, ?> map ? map.get(Text.ofTemplate(key)) : null;
            if (value == null) {
                throw new JinjaException("format needs a value named '" + key + "'");
            }
            return value;
        }
        List<Object> all = arguments instanceof Tuple tuple ? tuple.items() : List.of(arguments);
        if (nextArgument >= all.size()) {
            throw new JinjaException("not enough arguments for format string");
        }
        return all.get(nextArgument++);
    }

    private void requireAllUsed() {
        if (arguments instanceof Tuple tuple && nextArgument < tuple.items().size()) {
            throw new JinjaException("not all arguments converted in format string");
        }
    }

    private Text formatOne(Matcher directive, Object value) {
        String precision = directive.group("precision");
        String width = directive.group("width");
        return new Spec(
                        directive.group("flags"),
                        width == null ? 0 : Integer.parseInt(width),
                        precision == null ? -1 : Integer.parseInt(precision),
                        directive.group("kind").charAt(0))
                .format(value, budget);
    }

    /// One directive. `kind` is Python's letter; a negative `precision` means none.
    record Spec(String flags, int width, int precision, char kind) {
        Text format(Object value, Budget budget) {
            Text body =
                    switch (kind) {
                        case 's' -> cut(PythonPrinter.str(value, budget));
                        case 'r' -> cut(PythonPrinter.repr(value, budget));
                        case 'd', 'i', 'u' -> signed(Long.toString(integer(value)));
                        case 'x' -> signed(Long.toHexString(integer(value)));
                        case 'X' ->
                                signed(Long.toHexString(integer(value)).toUpperCase(Locale.ROOT));
                        case 'o' -> signed(Long.toOctalString(integer(value)));
                        case 'f', 'F' -> signed(fixed(value, "f"));
                        case 'e', 'E' -> signed(fixed(value, String.valueOf(kind)));
                        default ->
                                throw new JinjaException(
                                        "unsupported format character '" + kind + "'");
                    };
            return padded(body, budget);
        }

        private Text cut(Text text) {
            boolean fits = precision < 0 || Values.length(text) <= precision;
            return fits ? text : text.substring(0, text.value().offsetByCodePoints(0, precision));
        }

        private static long integer(Object value) {
            if (value instanceof Double real) {
                return (long) (double) real;
            }
            return Numbers.asLong(value)
                    .orElseThrow(() ->
                            new JinjaException(
                                    "format needs a number, not " + Values.typeName(value)));
        }

        private String fixed(Object value, String letter) {
            if (!Numbers.isNumber(value)) {
                throw new JinjaException("format needs a number, not " + Values.typeName(value));
            }
            int digits = precision < 0 ? 6 : precision;
            return String.format(
                    Locale.ROOT,
                    "%." + digits + letter,
                    letter.equals("f")
                            ? new java.math.BigDecimal(Numbers.toDouble(value))
                                    .setScale(digits, java.math.RoundingMode.HALF_EVEN)
                            : (Object) Numbers.toDouble(value));
        }

        private Text signed(String digits) {
            boolean negative = digits.startsWith("-");
            String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
            return Text.ofTemplate(negative ? digits : sign + digits);
        }

        private Text padded(Text body, Budget budget) {
            boolean left = flags.contains("-");
            boolean zeros = flags.contains("0") && !left && "diuxXoeEfF".indexOf(kind) >= 0;
            if (!zeros) {
                return Texts.pad(body, width, Text.ofTemplate(" "), left ? 0 : 1, budget);
            }
            String digits = body.value();
            int sign = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
            int missing = Math.max(0, width - digits.length());
            return Text.ofTemplate(
                    digits.substring(0, sign) + "0".repeat(missing) + digits.substring(sign));
        }
    }
}

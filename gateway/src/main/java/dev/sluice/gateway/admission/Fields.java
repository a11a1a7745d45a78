package dev.sluice.gateway.admission;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The properties of one JSON object. A property that is null counts as absent, as it does for
/// OpenAI. Remembers what was asked for, so that whatever is left over can be refused.
public final class Fields {
    private static final int INTEGER_DIGITS_MAX = 20;

    private final Map<?, ?> values;
    private final String path;
    private final Set<String> asked = new HashSet<>();

    private Fields(Map<?, ?> values, String path) {
        this.values = values;
        this.path = path;
    }

    /// The body itself.
    public static Fields ofBody(@Nullable Object json) throws BadField {
        if (json instanceof Map<?, ?> map) {
            return new Fields(map, "");
        }
        throw BadField.invalid("body", "an object is expected, got " + kindOf(json));
    }

    /// An object inside of a list.
    public static Fields ofElement(@Nullable Object json, String path) throws BadField {
        if (json instanceof Map<?, ?> map) {
            return new Fields(map, path);
        }
        throw BadField.invalid(path, "an object is expected, got " + kindOf(json));
    }

    /// The name as the client knows it, for example `messages[0].content`.
    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// The value as it is; null when absent.
    public @Nullable Object any(String name) {
        asked.add(name);
        return values.get(name);
    }

    /// Whether the property stands there, be it null.
    public boolean names(String name) {
        asked.add(name);
        return values.containsKey(name);
    }

    public boolean has(String name) {
        return any(name) != null;
    }

    public @Nullable String text(String name) throws BadField {
        Object value = any(name);
        return value == null ? null : textOf(value, pathOf(name));
    }

    public String requiredText(String name) throws BadField {
        String value = text(name);
        if (value == null) {
            throw BadField.invalid(pathOf(name), "is missing");
        }
        return value;
    }

    /// A string as long as `lengthMax` characters.
    public @Nullable String text(String name, int lengthMax) throws BadField {
        String value = text(name);
        if (value != null && value.length() > lengthMax) {
            throw BadField.invalid(
                    pathOf(name),
                    "has " + value.length() + " characters, allowed are " + lengthMax);
        }
        return value;
    }

    public boolean flag(String name) throws BadField {
        Object value = any(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrongKind(name, "a boolean", value);
    }

    double number(String name, double fallback, double min, double max) throws BadField {
        Object value = any(name);
        return value == null ? fallback : numberOf(value, pathOf(name), min, max);
    }

    public @Nullable Long integer(String name, long min, long max) throws BadField {
        Object value = any(name);
        return value == null ? null : integerOf(value, pathOf(name), min, max);
    }

    public @Nullable List<?> list(String name) throws BadField {
        Object value = any(name);
        if (value == null) {
            return null;
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrongKind(name, "a list", value);
    }

    public @Nullable Fields object(String name) throws BadField {
        Object value = any(name);
        if (value == null) {
            return null;
        }
        return ofElement(value, pathOf(name));
    }

    /// The names of an object whose keys are data.
    Map<?, ?> entries() {
        return values;
    }

    /// Refuses what nobody asked for: a parameter that changes nothing would be a lie.
    public void refuseOthers() throws BadField {
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (entry.getValue() != null && !asked.contains(name)) {
                throw BadField.unsupported(pathOf(name), "is not supported; leave it out");
            }
        }
    }

    BadField wrongKind(String name, String expected, @Nullable Object value) {
        return BadField.invalid(pathOf(name), expected + " is expected, got " + kindOf(value));
    }

    public static String textOf(@Nullable Object value, String path) throws BadField {
        if (!(value instanceof String text)) {
            throw BadField.invalid(path, "a string is expected, got " + kindOf(value));
        }
        if (!isWellFormed(text)) {
            throw BadField.invalid(path, "has half of a surrogate pair, which is no character");
        }
        return text;
    }

    static double numberOf(@Nullable Object value, String path, double min, double max)
            throws BadField {
        if (!(value instanceof Number number)) {
            throw BadField.invalid(path, "a number is expected, got " + kindOf(value));
        }
        double amount = number.doubleValue();
        if (!(amount >= min && amount <= max)) {
            throw BadField.invalid(
                    path, "is " + number + ", must be between " + min + " and " + max);
        }
        return amount;
    }

    /// An integer; `3.0` is one too, as JSON does not tell them apart.
    public static long integerOf(@Nullable Object value, String path, long min, long max)
            throws BadField {
        if (!(value instanceof Number number)) {
            throw BadField.invalid(path, "an integer is expected, got " + kindOf(value));
        }
        BigInteger whole = wholeOf(number);
        if (whole == null) {
            throw BadField.invalid(path, "an integer is expected, got " + number);
        }
        if (whole.compareTo(BigInteger.valueOf(min)) < 0
                || whole.compareTo(BigInteger.valueOf(max)) > 0) {
            throw BadField.invalid(
                    path, "is " + shown(whole) + ", must be between " + min + " and " + max);
        }
        return whole.longValueExact();
    }

    private static @Nullable BigInteger wholeOf(Number number) {
        if (number instanceof BigInteger big) {
            return big;
        }
        if (!(number instanceof Double amount)) {
            return BigInteger.valueOf(number.longValue());
        }
        boolean isWhole = Double.isFinite(amount) && Math.rint(amount) == amount;
        return isWhole ? BigDecimal.valueOf(amount).toBigInteger() : null;
    }

    private static String shown(BigInteger whole) {
        String digits = whole.toString();
        return digits.length() <= INTEGER_DIGITS_MAX
                ? digits
                : digits.substring(0, INTEGER_DIGITS_MAX) + "…";
    }

    private static boolean isWellFormed(String text) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return false;
            }
            i += Character.charCount(codePoint);
        }
        return true;
    }

    static String kindOf(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String _ -> "a string";
            case Boolean _ -> "a boolean";
            case Number _ -> "a number";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "an object";
            default -> "something else";
        };
    }
}

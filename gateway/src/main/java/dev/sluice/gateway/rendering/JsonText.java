package dev.sluice.gateway.rendering;

import org.jspecify.annotations.Nullable;

/// Writes JSON, property by property, in the order of the calls. Not a library's writer, because
/// the bytes of a chunk are a promise: they must not change with a dependency's version.
///
/// The text never has a line break outside of an escape, so it fits on one `data:` line.
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;
    private boolean needsComma;

    public JsonText(StringBuilder out) {
        this.out = out;
    }

    public JsonText() {
        this(new StringBuilder(256));
    }

    public JsonText object() {
        return open('{');
    }

    public JsonText endObject() {
        return close('}');
    }

    public JsonText array() {
        return open('[');
    }

    public JsonText endArray() {
        return close(']');
    }

    public JsonText name(String name) {
        comma();
        quote(out, name);
        out.append(':');
        needsComma = false;
        return this;
    }

    public JsonText text(@Nullable String value) {
        if (value == null) {
            return raw("null");
        }
        comma();
        quote(out, value);
        return this;
    }

    public JsonText number(long value) {
        return raw(Long.toString(value));
    }

    /// A finite number.
    public JsonText number(double value) {
        return raw(Double.toString(value));
    }

    /// The same, with no more digits than a float has.
    public JsonText number(float value) {
        return raw(Float.toString(value));
    }

    public JsonText flag(boolean value) {
        return raw(Boolean.toString(value));
    }

    public JsonText nothing() {
        return raw("null");
    }

    /// Appends JSON that is rendered already.
    public JsonText raw(String json) {
        comma();
        out.append(json);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private JsonText open(char bracket) {
        comma();
        out.append(bracket);
        needsComma = false;
        return this;
    }

    private JsonText close(char bracket) {
        out.append(bracket);
        needsComma = true;
        return this;
    }

    private void comma() {
        if (needsComma) {
            out.append(',');
        }
        needsComma = true;
    }

    /// Appends a JSON string. Half a surrogate pair is escaped: it has no UTF-8 form.
    static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escape(out, c);
            } else if (Character.isSurrogate(c) && !isPairAt(value, i)) {
                unicode(out, c);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean isPairAt(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> unicode(out, c);
        }
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
    }
}
